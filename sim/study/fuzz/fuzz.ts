/**
 * One scenario of a seed, drawn, run and checked: what `precopy fuzz` does many times. Everything
 * depends on seed and number only, so that one can be repeated alone.
 */
import type { RunResult } from '../../run/result/result.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { fnv1a } from '../../text/fnv1a.ts';
import { Problem } from '../../text/problem.ts';
import { Costly } from './bounded.ts';
import { type Check, runIfModelled, type Verdict } from './check.ts';
import { CHECKS } from './checks.ts';
import { Draws } from './draw/draws.ts';
import { kindsIn } from './draw/kinds.ts';
import { drawScenario } from './draw/scenario.ts';
import { scenarioOf, type Tree } from './draw/tree.ts';
import { brokenInvariant } from './invariants.ts';
import { shrunk } from './shrink.ts';

/** What is wrong with a scenario. */
export interface Finding {
  readonly number: number;
  /** The check that found it: `run` for what each scenario must hold. */
  readonly check: string;
  readonly broken: string;
  /** The least scenario that was found in which the same check fails; absent where it hung. */
  readonly tree: Tree | undefined;
}

/** What came of a scenario. */
export interface Outcome {
  /** Refused: expected values have no model of it. Costly: given up, neither right nor wrong. */
  readonly end: 'run' | 'refused' | 'costly';
  readonly migrations: number;
  /** The check that it had beside the common ones, unless that has nothing to say of it. */
  readonly check?: string;
  /** Of its result: 32 bits; 0 without one. */
  readonly hash: number;
  /** What was drawn for it. */
  readonly kinds: readonly string[];
  readonly finding?: Finding;
}

/** Which scenarios get a check beside those that all have. */
export interface FuzzSettings {
  /** One in so many. */
  readonly every: number;
  /** Only this one; absent: each in its turn. */
  readonly check?: string | undefined;
}

/** Scenario number k of a seed. */
export function fuzzOne(seed: string, number: number, settings: FuzzSettings): Outcome {
  const tree = drawScenario(seed, number);
  const none = { migrations: 0, hash: 0, kinds: kindsIn(tree) };
  const found = common(tree);
  if (found === 'costly') return { ...none, end: 'costly' };
  if ('broken' in found) {
    return { ...none, end: 'run', finding: failed(number, tree, 'run', found.broken, brokenIn) };
  }
  if (found.result === undefined) return { ...none, end: 'refused' };
  const { result } = found;
  const own = { migrations: result.migrations.length, hash: fnv1a(JSON.stringify(result)) };
  const done: Outcome = { ...none, ...own, end: 'run' };
  const check = checkOf(number, settings);
  if (check === undefined) return done;
  const label = `check/${seed}/${number}`;
  const verdict = judge(check, { tree, ...found, result }, label);
  if (verdict === 'unfit') return done;
  if (verdict === 'fine') return { ...done, check: check.name };
  const again = (smaller: Tree): string | undefined => {
    if (check.isApart) return undefined;
    if (smaller.migrations === undefined || smaller.migrations.length === 0) return undefined;
    const run = common(smaller);
    if (run === 'costly' || 'broken' in run || run.result === undefined) return undefined;
    const seen = judge(check, { tree: smaller, ...run, result: run.result }, label);
    return typeof seen === 'string' ? undefined : seen.broken;
  };
  return { ...done, finding: failed(number, tree, check.name, verdict.broken, again) };
}

function checkOf(number: number, { every, check }: FuzzSettings): Check | undefined {
  if (number % every !== 0) return undefined;
  if (check !== undefined) return CHECKS.find(({ name }) => name === check);
  return CHECKS[(number / every) % CHECKS.length];
}

type Ran = { readonly scenario: Scenario; readonly result: RunResult | undefined };

/** What every scenario must hold. */
function common(tree: Tree): Ran | { readonly broken: string } | 'costly' {
  try {
    const scenario = scenarioOf(tree);
    const result = runIfModelled(scenario);
    const broken = result && brokenInvariant(scenario, result);
    return broken === undefined ? { scenario, result } : { broken };
  } catch (error) {
    if (error instanceof Costly) return 'costly';
    return { broken: inWords(error) };
  }
}

/** Shrinking looks for a scenario that is run and goes wrong: one that is refused is not it. */
function brokenIn(tree: Tree): string | undefined {
  try {
    scenarioOf(tree);
  } catch {
    return undefined;
  }
  const found = common(tree);
  return found !== 'costly' && 'broken' in found ? found.broken : undefined;
}

function judge(check: Check, ran: Ran & { tree: Tree; result: RunResult }, label: string): Verdict {
  try {
    return check.judge({ ...ran, draw: new Draws(label) });
  } catch (error) {
    if (error instanceof Costly) return 'unfit';
    return { broken: inWords(error) };
  }
}

function failed(
  number: number,
  tree: Tree,
  check: string,
  broken: string,
  again: (smaller: Tree) => string | undefined,
): Finding {
  const least = shrunk(tree, (smaller) => again(smaller) !== undefined);
  return { number, check, broken: again(least) ?? broken, tree: least };
}

function inWords(error: unknown): string {
  if (error instanceof Problem) {
    const all = error.mistakes.map(({ where, message }) => `${where}: ${message}`);
    return `it is refused: ${all.join('; ')}`;
  }
  if (!(error instanceof Error)) return String(error);
  const [, place = ''] = /\n\s+at ([^\n]+)/u.exec(error.stack ?? '') ?? [];
  return `${error.name}: ${error.message}${error.name === 'InvariantError' ? '' : `, ${place}`}`;
}
