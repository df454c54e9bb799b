/** A run with everything that can be drawn of it, and its drawings as files. */
import { basename, dirname } from 'node:path';
import { type RunDetail, runDocument } from '../../output/document/run.ts';
import { traceEvents } from '../../output/trace/trace-events.ts';
import { runWithCurve } from '../../run/performance-curve.ts';
import type { RunResult } from '../../run/result/result.ts';
import type { RunSettings } from '../../run/run.ts';
import { Recorder } from '../../run/world/recorder.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { writeAll } from '../files/files.ts';
import { writePage } from './report-file.ts';

export interface ObservedRun {
  readonly result: RunResult;
  readonly detail: RunDetail;
}

/** @param stepNs least length of a window of the guests' curve. */
export function observedRun(
  scenario: Scenario,
  stepNs: number,
  settings: RunSettings,
): ObservedRun {
  const recorder = new Recorder();
  const { result, curve } = runWithCurve(scenario, stepNs, { ...settings, recorder });
  return { result, detail: { recording: recorder.finish(result), curve, scenario } };
}

/** Where drawings go, as far as they are asked for. */
interface Drawings {
  readonly report?: string | undefined;
  readonly trace?: string | undefined;
}

/** @throws Problem when a file cannot be written. */
export function writeObserved({ result, detail }: ObservedRun, { report, trace }: Drawings): void {
  if (report !== undefined) writePage(report, runDocument(result, detail));
  if (trace === undefined) return;
  const { title, seed } = result;
  const text = traceEvents(detail.recording, { title, seed });
  writeAll(dirname(trace), { [basename(trace)]: text });
}
