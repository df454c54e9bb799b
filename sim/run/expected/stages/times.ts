/**
 * How long the parts of a migration take on average, for one scenario: by the measured stages where
 * Dom0s and a link carry it, or by a constant time for each page.
 */

import { BATCH_PAGES } from '../../../engine/kernel/unit.ts';
import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import type { Pace } from '../pages/pass.ts';
import { CELL } from './measure.ts';
import { COPY_PAGES, cleanProbeNs, FINISH_NS } from './script.ts';

/** Times of one migration, seconds. */
export interface StageTimes {
  readonly check: number;
  readonly connect: number;
  readonly setup: number;
  readonly pace: Pace;
  /** Before the first page goes, beside what it costs. */
  warmUpSeconds(pages: number): number;
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
export function constantTimes(secondsPerPage: number): StageTimes {
  const none = { check: 0, connect: 0, setup: 0, clean: 0, request: 0, handshake: 0 } as const;
  return {
    ...none,
    pace: { secondsPerPage, secondsPerNewPage: 0, secondsPerBatch: 0 },
    warmUpSeconds: () => 0,
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

const EARLY_PAGES = 16 * BATCH_PAGES;

/** What of a cell's times hangs on the scenario. */
export interface CellFacts {
  readonly parameters: ParameterValues;
  readonly p2mPages: number;
  readonly skips: boolean;
  readonly slowdown: number;
}

/** @param cell of the stage-time table; it is read now and not kept. */
export function pipelineTimes(cell: Float64Array, facts: CellFacts): StageTimes {
  return new PipelineTimes(cell, facts);
}

class PipelineTimes implements StageTimes {
  readonly check: number;
  readonly connect: number;
  readonly setup: number;
  readonly pace: Pace;
  readonly clean: number;
  readonly request: number;
  readonly handshake: number;
  readonly finalClean: number;
  readonly tail: number;
  readonly teardown: number;
  readonly finish: number;
  readonly bothEnds: number;
  readonly activate: number;
  readonly #late16: number;
  readonly #late32: number;
  /** Of a look at one position of the scan. */
  readonly #scanSeconds: number;
  readonly #p2mPages: number;
  /** Of a page that is sent again, and of what one that is new takes more. */
  readonly #pageSeconds: number;
  readonly #newSeconds: number;
  /** Of copies of `COPY_PAGES`. */
  readonly #copies: readonly number[];

  constructor(cell: Float64Array, { parameters, p2mPages, skips, slowdown }: CellFacts) {
    const at = CELL;
    this.check = cell[at.check] as number;
    this.connect = cell[at.connect] as number;
    this.setup = cell[at.setup] as number;
    const probeNs = cleanProbeNs(parameters);
    this.clean = (cell[at.clean] as number) * (parameters.sourceCpuPerClean / probeNs);
    this.request = cell[at.request] as number;
    this.handshake = cell[at.handshake] as number;
    this.finalClean = cell[at.finalClean] as number;
    this.tail = cell[at.tail] as number;
    this.teardown = cell[at.teardown] as number;
    this.#late16 = cell[at.late16] as number;
    this.#late32 = cell[at.late32] as number;
    const again = (cell[at.againBatch] as number) / BATCH_PAGES;
    // May be below 0: who waits for the receiver is not charged meanwhile.
    const added = (cell[at.newBatch] as number) / BATCH_PAGES - again;
    const overheadNs = parameters.sourceCpuPerBatch + (skips ? parameters.sourceCpuPerPeek : 0);
    const pageNs = slowdown * (parameters.sourceCpuPerPreparedPage + parameters.sourceCpuPerPage);
    const batchPart = overheadNs / (overheadNs + BATCH_PAGES * pageNs);
    this.pace = {
      secondsPerPage: again * (1 - batchPart),
      secondsPerNewPage: added,
      secondsPerBatch: again * BATCH_PAGES * batchPart,
    };
    this.#p2mPages = p2mPages;
    this.#pageSeconds = again;
    this.#newSeconds = added;
    this.#scanSeconds = (cell[at.clean] as number) * (parameters.sourceCpuPerScan / probeNs);
    this.#copies = COPY_PAGES.map((_, index) => cell[at.copy + index] as number);
    const finishNs = parameters.destinationCpuPerFinish * p2mPages;
    this.finish = along(cell, at.finish, finishNs);
    this.bothEnds = along(cell, at.bothEnds, finishNs);
    const late = Math.min(1, finishNs / (FINISH_NS.at(-1) as number));
    const [soon, later] = [cell[at.activate] as number, cell[at.activateLate] as number];
    this.activate = soon + late * (later - soon);
  }

  warmUpSeconds(pages: number): number {
    const part = Math.max(0, Math.min(1, (pages - EARLY_PAGES) / EARLY_PAGES));
    return Math.max(0, this.#late16 + part * (this.#late32 - this.#late16));
  }

  scan(positions: number): number {
    return Math.max(0, positions) * this.#scanSeconds;
  }

  copy(pages: number, newPages: number): number {
    const again = copyOf(pages, this.#copies, this.#pageSeconds);
    return again + newPages * this.#newSeconds + this.scan(this.#p2mPages - pages);
  }
}

/** Between the copies that were made; beyond the longest at the pace of a long round. */
function copyOf(pages: number, copies: readonly number[], secondsPerPage: number): number {
  let fromPages = 0;
  let fromSeconds = 0;
  for (let index = 0; index < COPY_PAGES.length; index += 1) {
    const toPages = COPY_PAGES[index] as number;
    const toSeconds = copies[index] as number;
    if (pages <= toPages) {
      const part = (pages - fromPages) / (toPages - fromPages);
      return fromSeconds + part * (toSeconds - fromSeconds);
    }
    fromPages = toPages;
    fromSeconds = toSeconds;
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
