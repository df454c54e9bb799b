/** A run with everything that can be drawn of it, and its drawings as files. */
import { basename, dirname } from 'node:path';
import { NS_PER_SECOND } from '../../engine/kernel/unit.ts';
import { type RunDetail, runDocument } from '../../output/document/run.ts';
import type { Stretch } from '../../output/document/time-line.ts';
import { timeLinePicture } from '../../output/html/time-line-picture.ts';
import { traceEvents } from '../../output/trace/trace-events.ts';
import { curvedSteps } from '../../run/performance-curve.ts';
import type { RunResult } from '../../run/result/result.ts';
import type { Steps } from '../../run/result/steps.ts';
import type { RunSettings } from '../../run/run.ts';
import { Recorder } from '../../run/world/recorder.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Problem } from '../../text/problem.ts';
import { readQuantity } from '../../text/quantity.ts';
import { writeAll } from '../files/files.ts';
import { writePage } from './report-file.ts';

export interface ObservedRun {
  readonly result: RunResult;
  readonly detail: RunDetail;
}

/** @param stepNs least length of a window of the guests' curve. */
export function* observedRun(
  scenario: Scenario,
  stepNs: number,
  settings: RunSettings,
): Steps<ObservedRun> {
  const recorder = new Recorder();
  const { result, curve } = yield* curvedSteps(scenario, stepNs, { ...settings, recorder });
  return { result, detail: { recording: recorder.finish(result), curve, scenario } };
}

/** Where drawings go, as far as they are asked for. */
interface Drawings {
  readonly report?: string | undefined;
  readonly trace?: string | undefined;
  readonly picture?: string | undefined;
  /** What the picture shows. */
  readonly span?: Stretch | undefined;
}

/** @throws Problem when a file cannot be written. */
export function writeObserved({ result, detail }: ObservedRun, drawings: Drawings): void {
  const { report, trace, picture, span } = drawings;
  if (picture !== undefined) {
    const { recording } = detail;
    const text = timeLinePicture({ recording, migrations: result.migrations }, span);
    writeAll(dirname(picture), { [basename(picture)]: text });
  }
  if (report !== undefined) writePage(report, runDocument(result, detail));
  if (trace === undefined) return;
  const { title, seed } = result;
  const text = traceEvents(detail.recording, { title, seed });
  writeAll(dirname(trace), { [basename(trace)]: text });
}

/**
 * A stretch of simulated time.
 * @throws Problem for what are not two times, the first before the second.
 */
export function readSpan(span: string | undefined): Stretch | undefined {
  if (span === undefined) return undefined;
  const [from, to, more] = span.split('-').map((text) => readQuantity(text.trim(), 'ns'));
  if (from?.ok === true && to?.ok === true && more === undefined && from.value < to.value) {
    return { from: from.value / NS_PER_SECOND, to: to.value / NS_PER_SECOND };
  }
  const message = 'expected two times, the first before the second';
  throw new Problem([{ where: `--span ${span}`, message, hint: 'write such as `4 s-5.5 s`' }]);
}
