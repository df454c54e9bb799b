/** From a result that was read as JSON to its document. */

import { type RunResult, SCHEMA_VERSION } from '../../run/result/result.ts';
import type { SweepResult } from '../../run/sweep.ts';
import { openFitter } from '../../study/fit/fit.ts';
import type { Comparison } from '../../study/plan/compare.ts';
import type { ClaimReport } from '../../study/reproduce/claim.ts';
import { VALIDATION_SCHEMA_VERSION, type ValidationReport } from '../../study/validate/report.ts';
import { Problem } from '../../text/problem.ts';
import { claimsDocument } from './claims.ts';
import { type Compared, comparisonDocument } from './comparison.ts';
import type { ReportDocument } from './document.ts';
import { type FitData, fitDocument, fitsAgain } from './fit.ts';
import { runDocument } from './run.ts';
import { sweepDocument } from './sweep.ts';
import { validationDocument } from './validation.ts';

/** What `compare --json` prints. */
type ComparisonData = Compared & Pick<Comparison, 'points' | 'curves' | 'all' | 'verdict'>;

/** A result and what kind it is. */
export type ReportData =
  | { readonly kind: 'run'; readonly result: RunResult }
  | { readonly kind: 'sweep'; readonly result: SweepResult }
  | { readonly kind: 'claims'; readonly result: ClaimReport }
  | { readonly kind: 'comparison'; readonly result: ComparisonData }
  | { readonly kind: 'fit'; readonly result: FitData }
  | { readonly kind: 'validation'; readonly result: ValidationReport };

/** The version and the fields of each kind, which no other has; the first that fits is taken. */
const MARKS: readonly (readonly [ReportData['kind'], number, readonly string[]])[] = [
  ['run', SCHEMA_VERSION, ['seed', 'title', 'machine', 'migrations']],
  ['claims', 1, ['claims']],
  ['validation', VALIDATION_SCHEMA_VERSION, ['campaigns', 'absent', 'replications']],
  ['fit', 1, ['fits', 'x', 'y', 'rows']],
  ['comparison', 1, ['points', 'curves', 'all', 'measured', 'simulated', 'by']],
  ['sweep', SCHEMA_VERSION, ['points']],
];

/** @param where begins the mistake. @throws Problem for what is no result of any kind. */
export function toReportData(data: unknown, where: string): ReportData {
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  const fields = isObject ? (data as Readonly<Record<string, unknown>>) : {};
  const found = MARKS.find(([, , names]) => names.every((name) => Object.hasOwn(fields, name)));
  const version = fields.schemaVersion;
  if (found === undefined || typeof version !== 'number') {
    const message = 'not a result of precopy';
    const kinds = 'run, fit, compare, validate or reproduce';
    throw new Problem([{ where, message, hint: `a page is made of the --json of ${kinds}` }]);
  }
  const [kind, expected, names] = found;
  if (version !== expected) {
    const message = `its schemaVersion is ${version}, and this precopy reads ${expected}`;
    throw new Problem([{ where, message, hint: 'make the result again with this version' }]);
  }
  const broken = names.filter((name) => LISTS.has(name) && !Array.isArray(fields[name]));
  if (broken.length === 0) return { kind, result: fields } as unknown as ReportData;
  const message = `${broken.join(', ')} should be a list`;
  throw new Problem([{ where, message, hint: 'was the file changed by hand?' }]);
}

const LISTS = new Set(['migrations', 'claims', 'campaigns', 'fits', 'points', 'curves', 'by']);

/** @throws Problem for a result in which something is missing. */
export async function documentOf(data: ReportData): Promise<ReportDocument> {
  switch (data.kind) {
    case 'run':
      return runDocument(data.result);
    case 'sweep':
      return sweepDocument(data.result, { fitter: await openFitter() });
    case 'claims':
      return claimsDocument(data.result);
    case 'comparison':
      return comparisonDocument(data.result, data.result);
    case 'fit':
      return fitDocument(data.result, await fitsAgain(data.result));
    case 'validation':
      return validationDocument(data.result);
  }
}
