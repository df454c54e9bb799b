/**
 * A scenario file that is read once and checked again and again with other settings. Its sweep is
 * left out; the cases of its axes can be set by name.
 */

import { Problem } from '../text/problem.ts';
import { asMap, showPath } from '../text/tree.ts';
import { readAxes } from './axis.ts';
import { check, locate } from './check.ts';
import { applySettings, type LoadOptions, prepare, type SetOption } from './load.ts';
import type { Scenario } from './scenario.ts';

/** A file with the settings that hold for all that is made of it. */
export interface ScenarioTemplate {
  /** The tree of the file with these settings. */
  readonly raw: unknown;
  /** What each case of an axis of its sweep sets, by the name or value of the case; by axis. */
  readonly axes: ReadonlyMap<string, ReadonlyMap<string, readonly SetOption[]>>;
  /**
   * The scenario with more settings, one after the other.
   * @throws Problem with all mistakes.
   */
  readonly with: (set: readonly SetOption[]) => Scenario;
  /** The tree with more settings, unchecked. @throws Problem for paths that lead nowhere. */
  readonly rawWith: (set: readonly SetOption[]) => unknown;
}

/** @throws Problem when the text is not a map, or for settings and axes that lead nowhere. */
export function openTemplate(
  text: string,
  fileName: string,
  options: LoadOptions,
): ScenarioTemplate {
  const source = prepare(text, fileName, options);
  const { axes, findings } = readAxes(source.raw);
  if (findings.length > 0) throw new Problem(locate(findings, source));
  const cases = axes.map(({ name, size, at }) => {
    const settings = Array.from({ length: size }, (_, index) => {
      const { label, assignments } = at(index);
      const set = assignments.map(({ target, value }) => {
        return { path: showPath(target), value: JSON.stringify(value) };
      });
      return [String(label), set] as const;
    });
    return [name, new Map(settings)] as const;
  });
  const { sweep: _, ...alone } = asMap(source.raw);
  const bare = { ...source, raw: alone };
  return {
    raw: alone,
    axes: new Map(cases),
    rawWith: (set) => applySettings(bare, set).raw,
    with: (set) => {
      const { scenario, mistakes } = check(applySettings(bare, set), options);
      if (scenario === undefined) throw new Problem(mistakes);
      return scenario;
    },
  };
}
