/**
 * Which rule a log of xenguest shows: what ended the live stage, and whether rounds went on after
 * that. The rules are those of the policies `xenserver` and `xcp-ng`, see
 * docs/explanation/xen-of-today.md.
 */

/** A report, as far as rules look at it. */
export interface RuleReport {
  readonly iteration: number;
  /** Null within a round, where they are not known. */
  readonly remainingPages: number | null;
}

/** Iterations after which a rule has ended the live stage, the first round being 0. */
const LAST = 4;
const LAST_IMPROVED = 10;
const FEW_PAGES = 50;

const LATE = '`xenserver` 8.1 or 8.2, or `xcp-ng` 8.3';
const UNKNOWN = '`xcp-ng` 8.3 or 1.2.1, or `xenserver` 8.1';

/**
 * @param reports in their order. @param endsWith the one that ended the live stage, where the
 * manager says so. @param isOrdered whether xenguest stopped because it was told to.
 * @returns words with the releases; undefined when the log tells none from the others.
 */
export function ruleShown(
  reports: readonly RuleReport[],
  endsWith: RuleReport | undefined,
  isOrdered: boolean,
): string | undefined {
  const last = reports.reduce((most, { iteration }) => Math.max(most, iteration), 0);
  const more = last > LAST_IMPROVED ? '' : ', or improve-2024-08';
  if (endsWith !== undefined && endsWith.iteration > 0 && endsWith.remainingPages === null) {
    return `a report without a count of dirty pages ended the live stage: ${UNKNOWN}`;
  }
  if (last > LAST) {
    return `rounds went on after iteration ${LAST}, until the guest stood: ${LATE}${more}`;
  }
  const before = reports.findLast(({ remainingPages }) => remainingPages !== null);
  const isEarly = isOrdered && last > 0 && last < LAST;
  if (!isEarly || (before?.remainingPages ?? 0) <= FEW_PAGES) return undefined;
  return `it ended in iteration ${last} with more than ${FEW_PAGES} dirty pages: ${UNKNOWN}${more}`;
}
