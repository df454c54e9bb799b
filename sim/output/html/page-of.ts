/** From a result that was read as JSON to its page. */

import { type RunResult, SCHEMA_VERSION } from '../../run/result/result.ts';
import type { SweepResult } from '../../run/sweep.ts';
import type { Comparison } from '../../study/plan/compare.ts';
import type { ClaimReport } from '../../study/reproduce/claim.ts';
import { VALIDATION_SCHEMA_VERSION, type ValidationReport } from '../../study/validate/report.ts';
import { Problem } from '../../text/problem.ts';
import type { Compared } from '../text/comparison-report.ts';
import { claimsPage } from './claims-page.ts';
import { comparisonPage } from './comparison-page.ts';
import { type FitData, fitPage, fitsAgain } from './fit-page.ts';
import type { Page } from './page.ts';
import { type PageOrigin, runPage } from './run-page.ts';
import { sweepPage } from './sweep-page.ts';
import { validationPage } from './validation-page.ts';

/** What `compare --json` prints. */
type ComparisonData = Compared & Pick<Comparison, 'points' | 'curves' | 'all' | 'verdict'>;

/** A result and what kind it is. */
export type PageData =
  | { readonly kind: 'run'; readonly result: RunResult }
  | { readonly kind: 'sweep'; readonly result: SweepResult }
  | { readonly kind: 'claims'; readonly result: ClaimReport }
  | { readonly kind: 'comparison'; readonly result: ComparisonData }
  | { readonly kind: 'fit'; readonly result: FitData }
  | { readonly kind: 'validation'; readonly result: ValidationReport };

/** The version and the fields of each kind, which no other has; the first that fits is taken. */
const MARKS: readonly (readonly [PageData['kind'], number, readonly string[]])[] = [
  ['run', SCHEMA_VERSION, ['seed', 'title', 'machine', 'migrations']],
  ['claims', 1, ['claims']],
  ['validation', VALIDATION_SCHEMA_VERSION, ['campaigns', 'absent', 'replications']],
  ['fit', 1, ['fits', 'x', 'y', 'rows']],
  ['comparison', 1, ['points', 'curves', 'all', 'measured', 'simulated', 'by']],
  ['sweep', SCHEMA_VERSION, ['points']],
];

/** @param where begins the mistake. @throws Problem for what is no result of any kind. */
export function toPageData(data: unknown, where: string): PageData {
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
  if (broken.length === 0) return { kind, result: fields } as unknown as PageData;
  const message = `${broken.join(', ')} should be a list`;
  throw new Problem([{ where, message, hint: 'was the file changed by hand?' }]);
}

const LISTS = new Set(['migrations', 'claims', 'campaigns', 'fits', 'points', 'curves', 'by']);

/** @throws Problem for a result that lacks something. */
export async function pageOf(data: PageData, origin: PageOrigin): Promise<Page> {
  switch (data.kind) {
    case 'run':
      return runPage(data.result, undefined, origin);
    case 'sweep':
      return await sweepPage(data.result, origin);
    case 'claims':
      return claimsPage(data.result, [], origin);
    case 'comparison':
      return comparisonPage(data.result, data.result, origin);
    case 'fit':
      return fitPage(data.result, await fitsAgain(data.result), origin);
    case 'validation':
      return validationPage(data.result, origin);
  }
}
