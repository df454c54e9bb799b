/** How fast guests write. */
import { pathOf } from '../../../scenario/settings.ts';
import { quote } from '../../../text/suggest.ts';
import { showPath } from '../../../text/tree.ts';
import { METRICS } from '../evaluations.ts';
import { DOUBLING, digitsLadder } from './ladder.ts';
import { nameInFile, type Quantity, type Subject, unsuitable } from './subject.ts';

/** Below it a guest is as good as idle; above it, faster than memory. */
const [LEAST, MOST] = [100, 1e9];

export const DIRTY_RATE: Quantity = {
  name: 'dirty rate',
  direction: 'largest',
  unit: 'pages/s',
  steady: METRICS,
  open(subject) {
    const { names, present } = writersOf(subject);
    const ladder = digitsLadder(LEAST, MOST);
    return {
      what: `${names.join(' and ')} writing faster or slower`,
      ladder,
      start: present,
      stride: DOUBLING,
      set: (rate) => {
        return names.map((name) => {
          return { path: showPath(pathOf('guest-rate', name)), value: `${rate} pages/s` };
        });
      },
    };
  },
};

/** The guests in the file whose rate is varied, and that rate. */
function writersOf(subject: Subject) {
  const { template, scenario, guest } = subject;
  const moved = scenario.migrations.map((migration) => migration.guest);
  const inFile = (name: string): string => nameInFile(template.raw, 'guests', name);
  const chosen = moved.filter(
    (name) => guest === undefined || [name, inFile(name)].includes(guest),
  );
  if (chosen.length === 0) {
    throw unsuitable(subject, `no guest ${quote(guest ?? '')} moves in it`, hintOf(moved));
  }
  const rates = chosen.map((name) => rateOf(subject, name));
  const [first = 0] = rates;
  if (new Set(rates).size > 1) {
    throw unsuitable(subject, 'its guests write at rates that differ', hintOf(moved));
  }
  return { names: [...new Set(chosen.map(inFile))], present: first };
}

const hintOf = (names: readonly string[]): string =>
  `choose with --guest, one of ${names.map(quote).join(', ')}`;

/** @throws Problem where a guest has no single rate. */
function rateOf(subject: Subject, name: string): number {
  const workload = subject.scenario.guests[name]?.workload;
  if (workload?.kind === 'write') return workload.pagesPerSecond;
  const why = workload?.kind === 'formula' ? 'is a formula' : 'is no single number';
  throw unsuitable(
    subject,
    `the dirty rate of ${quote(name)} (${workload?.kind}) ${why}`,
    'give it `workload: {kind: write, rate: ..., workingSet: ...}`',
  );
}
