/** Stage times of expected runs against the page-exact engine, for an idle guest. */
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../../../models/machine/registry.ts';
import type { Body } from '../../../../../sim/engine/kernel/process.ts';
import { WIRE_V1 } from '../../../../../sim/engine/mechanism/wire-format-v1.ts';
import { PilotMigration } from '../../../../../sim/run/expected/stages/pilot-migration.ts';
import type { MigrationResult } from '../../../../../sim/run/result/result.ts';
import { run } from '../../../../../sim/run/run.ts';
import { parametersOf } from '../../../../../sim/run/world/machine-of.ts';
import { Network, narrowest } from '../../../../../sim/run/world/network.ts';
import { loadScenario } from '../../../../../sim/scenario/load.ts';
import type { Scenario } from '../../../../../sim/scenario/scenario.ts';

interface Case {
  readonly scheduler: 'fluid' | 'on-off';
  readonly debit: 'sampled' | 'exact';
  readonly caps: readonly [string, string];
}

/** Nothing is left to chance but ticks: no writes, no other work in Dom0. */
const STILL = 'dom0Background: 0 %, guestDirtyRate: 0 pages/s, guestHotRate: 0 pages/s';

function scenarioOf(
  { scheduler, debit, caps }: Case,
  fidelity: Scenario['fidelity'],
  seed: number,
): Scenario {
  const text = `
title: stages
fidelity: ${fidelity}
scheduler: ${scheduler}
debit: ${debit}
seed: ${seed}
parameters: {${STILL}}
hosts: {source: {dom0: {cap: ${caps[0]}}}, destination: {dom0: {cap: ${caps[1]}}}}
guests: {vm: {host: source, memory: 256 MiB, workload: {kind: idle}}}
migrations: [{guest: vm, to: destination}]
`;
  return loadScenario(text, 'stages', { profiles: PROFILES }).scenario;
}

function migrationOf(one: Case, fidelity: Scenario['fidelity'], seed = 1): MigrationResult {
  return run(scenarioOf(one, fidelity, seed)).migrations[0] as MigrationResult;
}

const CAPS = ['10 %', '20 %', '40 %', '60 %', '100 %', 'none'];
const SAME = CAPS.map((cap) => [cap, cap] as const);
const MIXED = [
  ['10 %', 'none'],
  ['none', '20 %'],
  ['60 %', '20 %'],
] as const;

/** A pilot migration that sends the rounds of a page-exact one, with its draws. */
function pilotOf(one: Case, exact: MigrationResult, seed: number): PilotMigration {
  const scenario = scenarioOf(one, 'page-exact', seed);
  const parameters = parametersOf(scenario);
  const path = new Network(scenario, parameters).path('source', 'destination');
  const latencyNs = path.reduce((sum, link) => sum + link.latencyNs, 0);
  const copying = { parameters, wire: WIRE_V1, skips: true, slowdown: 1, latencyNs };
  const turns = one.scheduler === 'fluid' ? 'fluid' : one.debit;
  const dom0 = (host: string) => {
    const capPercent = scenario.hosts[host]?.dom0.capPercent ?? Infinity;
    return { vcpus: parameters.dom0Vcpus, turns, capPercent } as const;
  };
  const { p2mPages } = exact;
  const pilot = new PilotMigration(
    {
      dom0: [dom0('source'), dom0('destination')],
      bytesPerNs: narrowest(path),
      background: 0,
      copying,
    },
    { seed: `${seed}`, finishNs: [parameters.destinationCpuPerFinish * p2mPages], p2mPages },
  );
  pilot.run(() => roundsOf(pilot, exact, parameters));
  return pilot;
}

type Parameters = ReturnType<typeof parametersOf>;

function* roundsOf(
  pilot: PilotMigration,
  { rounds, p2mPages }: MigrationResult,
  { sourceCpuPerScan, sourceCpuPerPeek, sourceCpuPerClean }: Parameters,
): Body {
  yield* pilot.until('rounds');
  for (const { round, live, sent } of rounds) {
    const isLastLive = rounds[round]?.live === false;
    // The pass goes on to its end before the last batch that is not full, or behind all.
    const rest = sent % WIRE_V1.batchPagesMax;
    yield* pilot.send(sent - rest, round === 1, live);
    const peekNs = live && rest === 0 ? sourceCpuPerPeek : 0;
    yield* pilot.burn(peekNs + (p2mPages - sent) * sourceCpuPerScan);
    yield* pilot.send(rest, round === 1, live);
    if (!live) break;
    if (isLastLive) yield* pilot.until('clean');
    yield* pilot.burn(sourceCpuPerClean);
    if (isLastLive) yield* pilot.until('copy');
  }
  yield* pilot.until();
}

/** In the order of a page-exact run, in which each stage is charged from the last. */
function stagesOf({ marksNs }: PilotMigration, { parts }: MigrationResult) {
  const finish = [...marksNs.keys()].find((mark) => mark.startsWith('finish')) as string;
  let fromNs = 0;
  return parts.map(({ name }) => {
    const toNs = marksNs.get(name === 'destination-finish' ? finish : name) as number;
    const seconds = (toNs - fromNs) / 1e9;
    fromNs = toNs;
    return { name, seconds };
  });
}

function compareStages(
  found: readonly { name: string; seconds: number }[],
  exact: MigrationResult,
) {
  expect(found.map(({ name }) => name)).toEqual(exact.parts.map(({ name }) => name));
  for (const [index, { name, seconds }] of exact.parts.entries()) {
    expect(Math.abs((found[index]?.seconds ?? 0) / seconds - 1), name).toBeLessThan(0.01);
  }
}

const FORMS = [
  ['fluid', 'exact'],
  ['on-off', 'sampled'],
  ['on-off', 'exact'],
] as const;

describe.each(FORMS)('with the same draws, %s, %s debits', (scheduler, debit) => {
  test.each([...SAME, ...MIXED])('caps of %s and %s: each stage within 0.01', (...caps) => {
    // Credits are whole: a nanosecond may be a credit more, and that a turn (seed 1, 20 and 20 %).
    for (const seed of [2, 3, 4]) {
      const exact = migrationOf({ scheduler, debit, caps }, 'page-exact', seed);
      compareStages(stagesOf(pilotOf({ scheduler, debit, caps }, exact, seed), exact), exact);
    }
  });
});

describe('a fluid scheduler leaves nothing to chance', () => {
  test.each([...SAME, ...MIXED])('caps of %s and %s: each mean within 0.01', (...caps) => {
    const one = { scheduler: 'fluid', debit: 'exact', caps } as const;
    const [expected, exact] = [migrationOf(one, 'expected'), migrationOf(one, 'page-exact')];
    compareStages(expected.parts, exact);
    const placed = ({ parts }: MigrationResult) =>
      parts.map(({ host, inDowntime }) => ({ host, inDowntime }));
    expect(placed(expected)).toEqual(placed(exact));
  });
});

/** Stages are bursts that a tick may find or miss, so many runs are needed for a mean. */
const SEEDS = 24;

describe.each(['sampled', 'exact'] as const)('means in turns with %s debits', (debit) => {
  test.each(SAME)('caps of %s and %s: live rounds, and all stages together', (...caps) => {
    const one = { scheduler: 'on-off', debit, caps } as const;
    const expected = migrationOf(one, 'expected');
    const runs = Array.from({ length: SEEDS }, (_, at) => migrationOf(one, 'page-exact', at + 1));
    const compare = (of: (migration: MigrationResult) => number, least: number): void => {
      const values = runs.map(of);
      const mean = values.reduce((sum, value) => sum + value, 0) / SEEDS;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const error = Math.sqrt(squares / (SEEDS - 1) / SEEDS);
      expect(Math.abs(of(expected) - mean)).toBeLessThan(least * mean + 3 * error);
    };
    const liveOf = ({ parts }: MigrationResult): number =>
      parts.find(({ name }) => name === 'pre-copy')?.seconds ?? 0;
    compare(liveOf, 0.03);
    compare((migration) => migration.totalSeconds - liveOf(migration), 0.05);
  });
});
