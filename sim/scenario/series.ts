/**
 * CSV files that a file names for its series: their rows take the place of `points`, and a mistake
 * in them is reported with the line of the CSV.
 */
import { addAll } from '../engine/kernel/lists.ts';
import { MIB, PAGE_BYTES } from '../engine/kernel/unit.ts';
import { type Mistake, Problem } from '../text/problem.ts';
import { overlay, type Source } from '../text/source.ts';
import { didYouMean, quote } from '../text/suggest.ts';
import { asList, asMap, type Finding, getIn, type Path } from '../text/tree.ts';

/** A table as a CSV file holds it. */
export interface SeriesTable {
  readonly fileName: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/**
 * Reads a CSV file. @param path as the scenario says it, from the scenario's own place.
 * @throws Problem when it cannot be read.
 */
export type ReadTable = (path: string) => SeriesTable;

/** A tree with its series in it, and what is wrong with them. */
export interface WithSeries {
  readonly source: Source;
  readonly findings: readonly Finding[];
  /** With places of their own, in the CSV. */
  readonly mistakes: readonly Mistake[];
}

/** The columns that are read. All others are passed over. */
const TIME = 't_s';
const RATES = { rate_pages_s: 'pages/s', rate_mbit_s: 'Mbit/s' } as const;
const WORKING_SET = 'working_set_mib';
const KNOWN = [TIME, ...Object.keys(RATES), WORKING_SET];

/** Reads every CSV that a replayed series of the tree names. */
export function withSeries(source: Source, read: ReadTable | undefined): WithSeries {
  const findings: Finding[] = [];
  const mistakes: Mistake[] = [];
  let filled = source;
  for (const path of read === undefined ? [] : replays(source.raw)) {
    const { file, points } = asMap(getIn(source.raw, path));
    if (typeof file !== 'string') continue;
    if (points !== undefined) {
      const message = 'use either `points` or `file`, not both';
      findings.push({ path: [...path, 'file'], atKey: true, message, hint: 'remove one of them' });
      continue;
    }
    try {
      filled = fill(filled, [...path, 'points'], (read as ReadTable)(file));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      addAll(mistakes, error.mistakes);
    }
  }
  return { source: filled, findings, mistakes };
}

/** Paths of all workloads that may be series. */
function replays(raw: unknown): Path[] {
  return Object.keys(asMap(getIn(raw, ['guests']))).flatMap((name) => {
    const path = ['guests', name, 'workload'];
    const phases = asList(getIn(raw, [...path, 'phases']));
    const within = phases.map((_, index) => [...path, 'phases', index, 'workload']);
    return [path, ...within].filter((each) => getIn(raw, [...each, 'kind']) === 'replay');
  });
}

function fill(source: Source, path: Path, table: SeriesTable): Source {
  const points = pointsOf(table);
  return overlay(source, {
    path,
    value: points,
    place: ([index]) => {
      const line = table.rows[Number(index)]?.line;
      return line === undefined ? table.fileName : `${table.fileName}:${line}`;
    },
  });
}

/** The rows as a person would write the points. @throws Problem when columns are missing. */
function pointsOf({ fileName, columns, rows }: SeriesTable): object[] {
  const refuse = (message: string, hint: string): Problem => {
    return new Problem([{ where: fileName, message, hint }]);
  };
  const rates = Object.keys(RATES).filter((name) => columns.includes(name));
  const [rate] = rates as (keyof typeof RATES)[];
  if (!columns.includes(TIME)) {
    throw refuse(`no column ${quote(TIME)}`, didYouMean(TIME, columns));
  }
  if (rate === undefined || rates.length > 1) {
    const message = rate === undefined ? 'no column of the rate' : 'two columns of rates';
    throw refuse(message, `one of ${Object.keys(RATES).map(quote).join(' and ')} is needed`);
  }
  const near = columns.find((name) => /work.*set|wws/iu.test(name) && !KNOWN.includes(name));
  if (near !== undefined && !columns.includes(WORKING_SET)) {
    throw refuse(`the column ${quote(near)} is not known`, `did you mean ${quote(WORKING_SET)}?`);
  }
  return rows.map(({ cells }) => {
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
    const point = { at: `${cell(TIME)} s`, rate: `${cell(rate)} ${RATES[rate]}` };
    if (!columns.includes(WORKING_SET)) return point;
    return { ...point, workingSet: wholePages(cell(WORKING_SET)) };
  });
}

/** Measured sizes need not be whole pages: they are rounded up. */
function wholePages(mebibytes: string): string {
  const pages = Math.ceil((Number(mebibytes) * MIB) / PAGE_BYTES);
  return Number.isFinite(pages) && mebibytes !== ''
    ? `${pages * PAGE_BYTES} B`
    : `${mebibytes} MiB`;
}
