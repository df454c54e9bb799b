/** Whether measurements and unknowns suit each other, checked before anything is simulated. */
import { readPath } from '../../scenario/path.ts';
import { type Mistake, Problem } from '../../text/problem.ts';
import { list, quote } from '../../text/suggest.ts';
import { showPath, startsWith } from '../../text/tree.ts';
import { type Experiment, scenariosOf } from './evaluate.ts';
import type { Term } from './objective.ts';
import { type MeasuredData, type MeasuredSetting, settingsOf } from './point.ts';
import type { Weights } from './quantities.ts';
import { quantityOf } from './quantities.ts';
import { textAt } from './unknown.ts';

/**
 * The settings in which something was measured that is compared.
 * @throws Problem when there is none.
 */
export function measuredSettings(
  data: readonly MeasuredData[],
  weights: Weights,
): MeasuredSetting[] {
  const isCompared = (key: string): boolean => (weights.get(quantityOf(key) ?? '') ?? 0) > 0;
  const points = data.flatMap((each) => each.points);
  const useful = points.filter(({ measured }) => Object.keys(measured).some(isCompared));
  if (useful.length > 0) return settingsOf(useful);
  const where = data.map(({ name }) => name).join(', ');
  const found = [...new Set(points.flatMap(({ measured }) => Object.keys(measured)))];
  const has = found.length === 0 ? 'nothing above 0' : list(found);
  const hint = `compared are ${list([...weights.keys()])}; measured is ${has}`;
  throw new Problem([{ where, message: 'no row has anything to compare with', hint }]);
}

/** @throws Problem with all that is wrong. */
export function checkExperiment(experiment: Experiment, terms: readonly Term[]): void {
  const { unknowns, settings } = experiment;
  const mistakes = [...twice(experiment), ...setByRows(experiment)];
  if (terms.length < unknowns.length) {
    const message = `${terms.length} measured values cannot determine ${unknowns.length} unknowns`;
    const hint = 'measure at more settings, or fit less';
    mistakes.push({ where: settings[0]?.points[0].where ?? '', message, hint });
  }
  if (mistakes.length > 0) throw new Problem(mistakes);
  // Both ends of all ranges must be values that the scenario takes.
  for (const place of [0, 1]) {
    scenariosOf(
      unknowns.map((unknown) => textAt(unknown, place)),
      experiment,
    );
  }
}

function twice({ unknowns }: Experiment): Mistake[] {
  return unknowns.flatMap(({ name, path }, index) => {
    const others = unknowns.slice(0, index);
    const other = others.find((one) => startsWith(one.path, path) || startsWith(path, one.path));
    if (other === undefined) return [];
    const message = `${quote(other.name)} sets ${quote(showPath(path))} as well`;
    return [{ where: `--fit ${name}`, message, hint: 'leave one of them out' }];
  });
}

/** What the rows set cannot be searched. */
function setByRows({ unknowns, settings, template }: Experiment): Mistake[] {
  return unknowns.flatMap(({ name, path }) => {
    for (const { settings: set, points } of settings) {
      const clash = set.find((one) => {
        const reading = readPath(one.path, template.raw);
        if (!reading.ok) return false;
        return startsWith(path, reading.path) || startsWith(reading.path, path);
      });
      if (clash === undefined) continue;
      const message = `the measurements set ${quote(clash.path)}`;
      return [{ where: `--fit ${name}`, message, hint: `${points[0].where} does` }];
    }
    return [];
  });
}
