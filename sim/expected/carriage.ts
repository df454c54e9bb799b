/**
 * How long the parts of a migration take in the mean, for one scenario: by the duty cells where
 * Dom0s and a link carry it, or by a constant time for each page.
 */
import type { ParameterValues } from '../../models/profile/registry.ts';
import { CELL } from './duty-cell.ts';
import type { Pace } from './mean-pass.ts';
import { COPY_PAGES, FINISH_NS } from './programs.ts';

const NS_PER_SECOND = 1e9;

/** Times of one migration, seconds. */
export interface Carriage {
  readonly check: number;
  readonly connect: number;
  readonly setup: number;
  readonly pace: Pace;
  /** Before the first page goes, beside what it costs. */
  late(pages: number): number;
  /** To look at positions of the scan that no page of a batch is at. */
  scan(positions: number): number;
  readonly clean: number;
  readonly request: number;
  readonly handshake: number;
  readonly finalClean: number;
  /** The last round. @param newPages those of its pages that come for the first time. */
  copy(pages: number, newPages: number): number;
  readonly tail: number;
  readonly teardown: number;
  /** The receiver's work after the last page; and the longer of it and the teardown. */
  readonly finish: number;
  readonly bothEnds: number;
  readonly activate: number;
}

/** Nothing but pages takes time. */
export function constantCarriage(secondsPerPage: number): Carriage {
  const none = { check: 0, connect: 0, setup: 0, clean: 0, request: 0, handshake: 0 } as const;
  return {
    ...none,
    pace: { secondsPerPage, secondsPerNewPage: 0, secondsPerBatch: 0 },
    late: () => 0,
    scan: () => 0,
    finalClean: 0,
    copy: (pages) => pages * secondsPerPage,
    tail: 0,
    teardown: 0,
    finish: 0,
    bothEnds: 0,
    activate: 0,
  };
}

const BATCH_PAGES = 1024;
const EARLY_PAGES = 16 * BATCH_PAGES;

/** What of a cell's times hangs on the scenario. */
export interface CellFacts {
  readonly parameters: ParameterValues;
  readonly p2mPages: number;
  readonly skips: boolean;
  readonly slowdown: number;
}

/** @param cell of the duty table; it is read now and not kept. */
export function pipelineCarriage(cell: Float64Array, facts: CellFacts): Carriage {
  const { parameters, p2mPages, skips, slowdown } = facts;
  const at = (place: number): number => cell[place] as number;
  const again = at(CELL.againBatch) / BATCH_PAGES;
  // May be below 0: who waits for the receiver is not charged meanwhile.
  const added = at(CELL.newBatch) / BATCH_PAGES - again;
  const overheadNs = parameters.sourceCpuPerBatch + (skips ? parameters.sourceCpuPerPeek : 0);
  const { sourceCpuPerPreparedPage, sourceCpuPerPage, sourceCpuPerScan } = parameters;
  const pageNs = slowdown * (sourceCpuPerPreparedPage + sourceCpuPerPage);
  const batchPart = overheadNs / (overheadNs + BATCH_PAGES * pageNs);
  const pace = {
    secondsPerPage: again * (1 - batchPart),
    secondsPerNewPage: added,
    secondsPerBatch: again * BATCH_PAGES * batchPart,
  };
  const { clean, late16, late32, copy, finish, bothEnds } = CELL;
  const stretch = at(clean) / (parameters.sourceCpuPerClean / NS_PER_SECOND);
  const lates = [at(late16), at(late32)] as const;
  const copies = COPY_PAGES.map((_, index) => at(copy + index));
  const finishNs = parameters.destinationCpuPerFinish * p2mPages;
  const late = Math.min(1, finishNs / (FINISH_NS.at(-1) as number));
  const scan = (positions: number): number =>
    (Math.max(0, positions) * sourceCpuPerScan * stretch) / NS_PER_SECOND;
  return {
    check: at(CELL.check),
    connect: at(CELL.connect),
    setup: at(CELL.setup),
    pace,
    late: (pages) => lateOf(pages, lates),
    scan,
    clean: at(clean),
    request: at(CELL.request),
    handshake: at(CELL.handshake),
    finalClean: at(CELL.finalClean),
    copy: (pages, newPages) => {
      const copied = copyOf(pages, copies, again) + newPages * added;
      return copied + scan(p2mPages - pages);
    },
    tail: at(CELL.tail),
    teardown: at(CELL.teardown),
    finish: along(cell, finish, finishNs),
    bothEnds: along(cell, bothEnds, finishNs),
    activate: at(CELL.activate) + late * (at(CELL.activateLate) - at(CELL.activate)),
  };
}

function lateOf(pages: number, [late16, late32]: readonly [number, number]): number {
  const part = (pages - EARLY_PAGES) / EARLY_PAGES;
  return Math.max(0, late16 + Math.max(0, Math.min(1, part)) * (late32 - late16));
}

/** Between the copies that were made; beyond the longest at the pace of a long round. */
function copyOf(pages: number, copies: readonly number[], secondsPerPage: number): number {
  let [fromPages, fromSeconds] = [0, 0];
  for (const [index, toPages] of COPY_PAGES.entries()) {
    const toSeconds = copies[index] as number;
    if (pages <= toPages) {
      const part = (pages - fromPages) / (toPages - fromPages);
      return fromSeconds + part * (toSeconds - fromSeconds);
    }
    [fromPages, fromSeconds] = [toPages, toSeconds];
  }
  return fromSeconds + (pages - fromPages) * secondsPerPage;
}

/** A value of the cell between two of `FINISH_NS`, or on the line through the last two. */
function along(cell: Float64Array, first: number, ns: number): number {
  let index = 0;
  while (index < FINISH_NS.length - 2 && ns > (FINISH_NS[index + 1] as number)) index += 1;
  const from = FINISH_NS[index] as number;
  const part = (ns - from) / ((FINISH_NS[index + 1] as number) - from);
  const low = cell[first + index] as number;
  return Math.max(0, low + part * ((cell[first + index + 1] as number) - low));
}
