/** The formulas of a file that the schema is content with, read and computed. */

import type { FormulaWorkload, WrittenFormula } from '../../../models/workload/formula.ts';
import type {
  SingleWorkload,
  WorkloadSpec,
  WrittenWorkload,
} from '../../../models/workload/index.ts';
import type { Finding, Path } from '../../text/tree.ts';
import type { GuestSpec } from '../scenario.ts';
import type { ScenarioFile } from '../schema.ts';
import { courseOf, type Meaning, PAGE_RATE, workingSetOf } from './sample.ts';
import type { ReadFormula } from './tree.ts';

/** Everything a workload's formulas are read with. */
interface Around {
  readonly read: ReadFormula | undefined;
  readonly memoryBytes: number;
  readonly findings: Finding[];
}

/** The guests with their formulas read; one whose formula is wrong has a finding instead. */
export function resolveGuests(guests: ScenarioFile['guests'], read: ReadFormula | undefined) {
  const findings: Finding[] = [];
  const resolved: Record<string, GuestSpec> = {};
  for (const [name, guest] of Object.entries(guests)) {
    const around = { read, memoryBytes: guest.memoryBytes, findings };
    const workload = resolve(guest.workload, ['guests', name, 'workload'], around);
    resolved[name] = { ...guest, workload };
  }
  return { guests: resolved, findings };
}

function resolve(workload: WrittenWorkload, path: Path, around: Around): WorkloadSpec {
  if (workload.kind !== 'phases') return resolveSingle(workload, path, around);
  const phases = workload.phases.map(({ durationNs, workload: done }, index) => {
    const within = [...path, 'phases', index, 'workload'];
    return { durationNs, workload: resolveSingle(done, within, around) };
  });
  return { ...workload, phases };
}

type WrittenSingle = Exclude<WrittenWorkload, { kind: 'phases' }>;

function resolveSingle(workload: WrittenSingle, path: Path, around: Around): SingleWorkload {
  return workload.kind === 'formula' ? resolveFormula(workload, path, around) : workload;
}

function resolveFormula(written: WrittenFormula, path: Path, around: Around): FormulaWorkload {
  const { kind, counts, pattern, intensityPercent } = written;
  const course = (key: 'rate' | 'workingSet', meaning: Meaning) => {
    return readCourse(written, [...path, key], written[key], meaning, around);
  };
  const rate = course('rate', PAGE_RATE);
  const workingSet = course('workingSet', workingSetOf(around.memoryBytes));
  return { kind, counts, pattern, intensityPercent, rate, workingSet };
}

/** Stands for a course that could not be read; the finding keeps it from being used. */
const NO_COURSE = {
  atNs: [0],
  values: [1],
  interpolate: 'step',
  after: 'hold',
  lengthNs: 0,
} as const;

function readCourse(
  sampling: WrittenFormula,
  path: Path,
  text: string,
  meaning: Meaning,
  { read, findings }: Around,
) {
  if (read === undefined) {
    findings.push({ path, message: 'formulas are not supported here', hint: 'pass `readFormula`' });
    return NO_COURSE;
  }
  const reading = courseOf(text, meaning, sampling, read);
  if (reading.ok) return reading.course;
  const { message, hint } = reading;
  findings.push({ path, message: `\`${String(path.at(-1))}\`: ${message}`, hint });
  return NO_COURSE;
}
