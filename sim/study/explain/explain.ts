/**
 * From a measured migration to answers: what it shows, the scenario that it implies, and what
 * simulations of that scenario say of other settings and of its end.
 */

import { expm1 } from '../../engine/kernel/portable.ts';
import type { ParameterName } from '../../engine/mechanism/parameters.ts';
import { BYTES_PER_PAGE } from '../../engine/mechanism/wire-format.ts';
import { whySlow } from '../../run/expected/run/way.ts';
import type { RunResult } from '../../run/result/result.ts';
import type { SetOption } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ScenarioTemplate } from '../../scenario/template.ts';
import type { Measurement } from '../import/measurement.ts';
import type { Assumption } from './assumption.ts';
import { type Bound, boundOf } from './bound.ts';
import { curesOf } from './cures.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { type Forecast, forecastOf } from './forecast.ts';
import { rateSetting, withIntervals } from './intervals.ts';
import type { Known } from './known.ts';
import { machineOf } from './machine.ts';
import { type Outcome, outcomeOf, outcomesOf, type Runner, runsOf } from './outcomes.ts';
import { downtimeLimitOf } from './qemu-policy.ts';
import { type WireRate, wireRate } from './rate.ts';
import { inferScenario, scenarioText } from './scenario.ts';
import { largestRate, type SetUp } from './threshold.ts';
import { type Change, usualChanges } from './what-ifs.ts';
import { type Background, type Writes, writesOf } from './writes.ts';
import { xenCosts } from './xen-costs.ts';

/** Raised when a field changes its name or meaning. */
export const EXPLANATION_SCHEMA_VERSION = 1;

/** What is asked for. */
export interface ExplainOptions extends Runner {
  /** Runs of each 90 % interval of an outcome; absent: it spans two runs at the ends. */
  readonly draws?: number | undefined;
  readonly known: Known;
  /** Changes to try beside the usual ones. */
  readonly changes: readonly Change[];
  /** Whether only the forecast is wanted. */
  readonly forecastOnly?: boolean;
  /** Reads the text of a scenario, with what the user sets in it and more settings. */
  readonly open: (text: string, set: readonly SetOption[]) => ScenarioTemplate;
}

/** A change and what it comes to. */
export interface WhatIf extends Change {
  readonly outcome: Outcome;
}

/** The answers that need a scenario. */
export interface Simulated {
  /** The scenario file. */
  readonly text: string;
  readonly assumptions: readonly Assumption[];
  /** The scenario as it is. */
  readonly asIs: Outcome;
  readonly whatIfs: readonly WhatIf[];
  /** Of one that does not end, the least changes that end it. */
  readonly cures: readonly WhatIf[];
  /** Pages a second; null when it is any. */
  readonly largestRate: number | null;
  /** Absent when the migration is over. */
  readonly forecast?: Forecast;
}

export interface Explanation {
  readonly schemaVersion: typeof EXPLANATION_SCHEMA_VERSION;
  readonly evidence: Evidence;
  readonly rate: WireRate | null;
  readonly bound: Bound;
  readonly writes: Writes | null;
  /** Null, with a reason, when the source does not say enough. */
  readonly simulated: Simulated | null;
  readonly missing: string | null;
}

/**
 * @throws Problem for settings that the inferred scenario does not take, InvariantError for a fault
 *   of the simulator.
 */
export async function explain(
  measurement: Measurement,
  options: ExplainOptions,
): Promise<Explanation> {
  const { known } = options;
  const evidence = evidenceOf(measurement, known.memoryPages ?? null);
  const rate = wireRate(evidence);
  const bound = boundOf(evidence, rate, known);
  const pages = evidence.memoryPages;
  const writes =
    pages === null ? undefined : writesOf(evidence.passes, pages, backgroundOf(evidence, known));
  const head = {
    schemaVersion: EXPLANATION_SCHEMA_VERSION,
    evidence,
    rate: rate ?? null,
    bound,
  } as const;
  const found = { ...head, writes: writes ?? null };
  if (pages === null || pages === 0) {
    const missing = 'the memory of the guest is not in the source: say it with --memory';
    return { ...found, simulated: null, missing };
  }
  if (rate === undefined) {
    const missing = 'no times and bytes of it are in the source, so no rate follows';
    return { ...found, simulated: null, missing };
  }
  const simulated = await simulate({ evidence, rate, bound, writes, pages }, options);
  return { ...found, simulated, missing: null };
}

/** What the kernel of a Xen guest dirties by itself; of QEMU all is the guest's work. */
function backgroundOf(evidence: Evidence, known: Known): Background {
  if (evidence.system === 'qemu') return () => 0;
  const { parameters } = machineOf(evidence, known).profile;
  const of = (name: ParameterName): number => parameters[name]?.value ?? 0;
  const hot = of('guestHotPages');
  const rest = Math.max(0, of('guestWorkingSet') - hot);
  const part = (pages: number, writes: number): number =>
    pages === 0 ? 0 : -pages * expm1(-writes / pages);
  return (time) => part(hot, of('guestHotRate') * time) + part(rest, of('guestDirtyRate') * time);
}

interface Found {
  readonly evidence: Evidence;
  readonly rate: WireRate;
  readonly bound: Bound;
  readonly writes: Writes | undefined;
  readonly pages: number;
}

async function simulate(found: Found, options: ExplainOptions): Promise<Simulated> {
  const { evidence, bound, pages, writes } = found;
  const { system } = evidence;
  const inferred = inferScenario({ ...found, known: options.known }, pages);
  const first = options.open(scenarioText(inferred), []);
  const pass = evidence.passes.find(({ round, seconds }) => round === 1 && (seconds ?? 0) > 0);
  const isXen = system !== 'qemu' && pass !== undefined;
  const { runScenarios } = options;
  const scenarioOf = (set: readonly SetOption[]): Scenario => first.with(set);
  const costs = isXen ? await xenCosts({ pass, bound, scenarioOf, runScenarios }) : [];
  const template = options.open(scenarioText(inferred), costs);
  const text = scenarioText({ ...inferred, raw: template.raw as typeof inferred.raw });
  const at = (set: readonly SetOption[]): Scenario => quick(template.with(set), pages);
  const present = await presentOf(found, at, options);
  const { asIs } = present;
  const setUp = setUpOf(found, options.known);
  const isEndless = system === 'qemu' && !asIs.ends && writes !== undefined;
  const cures = isEndless ? curesOf(setUp, template.raw, compressionOf(found.rate)) : [];
  const usual = isEndless || options.forecastOnly ? [] : usualChanges(template.raw, system);
  const whatIfs = [...usual, ...options.changes];
  const changes = [...cures, ...whatIfs];
  const sets = [[], ...changes.map(({ set }) => set)];
  const simulated = await outcomesOf(sets.slice(1).map(at), system, options);
  const isLarge = pages > LARGE_PAGES && options.draws === undefined;
  const isShort = options.forecastOnly === true || isLarge;
  const [own = asIs, ...outcomes] = isShort
    ? [asIs, ...simulated]
    : await withIntervals([asIs, ...simulated], sets, found, at, { ...options, system });
  const tried = changes.map((change, index) => ({
    ...change,
    outcome: outcomes[index] as Outcome,
  }));
  const largest = largestRate(setUp);
  return {
    text,
    assumptions: inferred.assumptions,
    asIs: own,
    cures: tried.slice(0, cures.length),
    whatIfs: tried.slice(cures.length),
    largestRate: Number.isFinite(largest) ? largest : null,
    ...(present.forecast === undefined ? {} : { forecast: present.forecast }),
  };
}

/** Large guests by expected values, where there are such. */
const LARGE_PAGES = 2 ** 20;

function quick(scenario: Scenario, pages: number): Scenario {
  if (pages <= LARGE_PAGES) return scenario;
  const expected: Scenario = { ...scenario, fidelity: 'expected' };
  return whySlow(expected) === undefined ? expected : scenario;
}

const compressionOf = ({ value, compressed = value }: WireRate): number => value / compressed;

/** What may be left, as the time in which it is sent. */
function fittingSeconds({ evidence, rate }: Found, known: Known): number {
  const { seconds } = downtimeLimitOf(evidence, known);
  return seconds / compressionOf(rate);
}

function setUpOf(found: Found, known: Known): SetUp {
  const { evidence, rate, writes, pages } = found;
  const isQemu = evidence.system === 'qemu';
  return {
    sentPerSecond: rate.value / BYTES_PER_PAGE,
    limitSeconds: isQemu ? fittingSeconds(found, known) : 0,
    writtenPerSecond: writes?.pagesPerSecond.value ?? 0,
    workingSetPages: writes?.workingSetPages.value || pages,
    law: writes?.law ?? 'uniform',
  };
}

/** The scenario as it is and, of a migration that runs, at the ends of its dirty rate too. */
async function presentOf(
  found: Found,
  at: (set: readonly SetOption[]) => Scenario,
  { runScenarios, onProgress, replications: count, known }: ExplainOptions,
): Promise<Pick<Simulated, 'asIs' | 'forecast'>> {
  const { evidence, rate, writes } = found;
  const { now, system } = evidence;
  const { value = 0, low = 0, high = null } = writes?.pagesPerSecond ?? {};
  const isWriter = value >= 1;
  const withRate = (pages: number): Scenario[] =>
    now !== null && isWriter ? [at([rateSetting(pages)])] : [];
  const likely = runsOf(at([]), count);
  const ends = [...withRate(low), ...(high === null ? [] : withRate(high))];
  const results = await runScenarios([...likely, ...ends], onProgress);
  const own = results.slice(0, likely.length);
  const asIs = outcomeOf(own, system);
  if (now === null) return { asIs };
  const [least, most] = results.slice(likely.length) as (RunResult | undefined)[];
  const isBounded = writes !== undefined && (high !== null || !isWriter);
  const pace = {
    secondsPerPage: BYTES_PER_PAGE / rate.value,
    limitSeconds: fittingSeconds(found, known),
  };
  const runs = {
    likely: own,
    low: least === undefined ? [] : [least],
    high: isBounded ? (most === undefined ? own : [most]) : null,
  };
  return { asIs, forecast: forecastOf(now, runs, pace) };
}
