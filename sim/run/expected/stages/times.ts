/**
 * How long the parts of a migration take on average, for one scenario: by the measured stages where
 * Dom0s and a link carry it, or by a constant time for each page.
 *
 * A long round of n pages, m of them new to the destination, takes n again + m (new - again), where
 * a part of `again` is a batch's and not its pages'. What depends on the guest's size is
 * interpolated: a final copy over its pages, the receiver's last work over its CPU.
 */

import { BATCH_PAGES } from '../../../engine/kernel/unit.ts';
import { senderRates } from '../../../engine/mechanism/batch-cost.ts';
import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import type { Pace } from '../pages/pass.ts';
import {
  COPY_NAMES,
  COPY_PAGES,
  cleanProbeNs,
  ENDS_NAMES,
  FINISH_NAMES,
  FINISH_NS,
  type MeasuredTimes,
  type TimedPart,
  timesBy,
} from './measure.ts';

/** Times of one migration, seconds. */
export interface StageTimes {
  /** Of stages that do not depend on pages. */
  readonly parts: Readonly<Record<TimedPart, number>>;
  readonly pace: Pace;
  /** What the first pages take beyond others. */
  readonly warmUp: number;
  /** To look at positions of the scan that no page of a batch is at. */
  scan(positions: number): number;
  readonly clean: number;
  /** The last round. @param newPages those of its pages that come for the first time. */
  copy(pages: number, newPages: number): number;
  /** The receiver's work after the last page; and the longer of it and the teardown. */
  readonly finish: number;
  readonly bothEnds: number;
  /** From there until the guest runs. */
  readonly restart: number;
}

/** Nothing but pages takes time. */
export function constantTimes(secondsPerPage: number): StageTimes {
  return {
    parts: timesBy(() => 0),
    pace: { secondsPerPage, secondsPerNewPage: 0, secondsPerBatch: 0 },
    warmUp: 0,
    scan: () => 0,
    clean: 0,
    copy: (pages) => pages * secondsPerPage,
    finish: 0,
    bothEnds: 0,
    restart: 0,
  };
}

/** What of the measured times depends on the scenario. */
export interface PagesFacts {
  readonly parameters: ParameterValues;
  readonly p2mPages: number;
  readonly skips: boolean;
  readonly slowdown: number;
}

export class PipelineTimes implements StageTimes {
  readonly parts: MeasuredTimes;
  readonly pace: Pace;
  readonly warmUp: number;
  readonly clean: number;
  readonly finish: number;
  readonly bothEnds: number;
  readonly restart: number;
  /** Of a look at one position of the scan. */
  readonly #scanSeconds: number;
  readonly #p2mPages: number;
  /** Of a page that is sent again, and of what one that is new takes more. */
  readonly #pageSeconds: number;
  readonly #newSeconds: number;

  constructor(measured: MeasuredTimes, { parameters, p2mPages, skips, slowdown }: PagesFacts) {
    this.parts = measured;
    const probeNs = cleanProbeNs(parameters);
    this.warmUp = Math.max(0, measured.warmUp);
    this.clean = measured.clean * (parameters.sourceCpuPerClean / probeNs);
    const again = measured.againBatch / BATCH_PAGES;
    // May be below 0: a process that waits for the receiver is not charged meanwhile.
    const added = measured.newBatch / BATCH_PAGES - again;
    const { batchNs, pageNs } = senderRates(parameters, slowdown);
    const overheadNs = batchNs + (skips ? parameters.sourceCpuPerPeek : 0);
    const batchPart = overheadNs / (overheadNs + BATCH_PAGES * pageNs);
    this.pace = {
      secondsPerPage: again * (1 - batchPart),
      secondsPerNewPage: added,
      secondsPerBatch: again * BATCH_PAGES * batchPart,
    };
    this.#p2mPages = p2mPages;
    this.#pageSeconds = again;
    this.#newSeconds = added;
    this.#scanSeconds = measured.clean * (parameters.sourceCpuPerScan / probeNs);
    const finishNs = parameters.destinationCpuPerFinish * p2mPages;
    this.finish = along(measured, FINISH_NAMES, finishNs);
    this.bothEnds = along(measured, ENDS_NAMES, finishNs);
    const late = Math.min(1, finishNs / (FINISH_NS.at(-1) as number));
    this.restart = measured.restart + late * (measured.restartLate - measured.restart);
  }

  scan(positions: number): number {
    return Math.max(0, positions) * this.#scanSeconds;
  }

  copy(pages: number, newPages: number): number {
    const again = this.#copyAgain(pages);
    return again + newPages * this.#newSeconds + this.scan(this.#p2mPages - pages);
  }

  /** Between the copies that were measured; beyond the longest at the pace of a long round. */
  #copyAgain(pages: number): number {
    let fromPages = 0;
    let fromSeconds = 0;
    for (let index = 0; index < COPY_PAGES.length; index += 1) {
      const toPages = COPY_PAGES[index] as number;
      const toSeconds = this.parts[COPY_NAMES[index] as (typeof COPY_NAMES)[number]];
      if (pages <= toPages) {
        const part = (pages - fromPages) / (toPages - fromPages);
        return fromSeconds + part * (toSeconds - fromSeconds);
      }
      fromPages = toPages;
      fromSeconds = toSeconds;
    }
    return fromSeconds + (pages - fromPages) * this.#pageSeconds;
  }
}

/** A time between two of `FINISH_NS`, or on the line through the last two. */
function along<Name extends keyof MeasuredTimes>(
  measured: MeasuredTimes,
  names: readonly Name[],
  ns: number,
): number {
  let index = 0;
  while (index < FINISH_NS.length - 2 && ns > (FINISH_NS[index + 1] as number)) index += 1;
  const from = FINISH_NS[index] as number;
  const part = (ns - from) / ((FINISH_NS[index + 1] as number) - from);
  const low = measured[names[index] as Name];
  return Math.max(0, low + part * (measured[names[index + 1] as Name] - low));
}
