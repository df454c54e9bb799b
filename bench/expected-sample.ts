/**
 * A random sample of migrations, page-exact and expected: what the accuracy of `fidelity:
 * expected` is measured on.
 *
 * Memory from 64 MiB to 64 GiB and working sets from 8 MiB to half of it are even on a logarithmic
 * scale, caps of both hosts even from 10 to 100 %, and so are rates from 0 to 200,000 writes a
 * second on a scale that is even in the square root, so that slow guests are in it too.
 */

import { PROFILES } from '../models/machine/registry.ts';
import { RandomStream } from '../sim/engine/kernel/random.ts';
import { loadScenario } from '../sim/scenario/load.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';

/** One migration of the sample. */
export interface Point {
  readonly index: number;
  readonly scheduler: 'fluid' | 'on-off';
  readonly sourceCapPercent: number;
  readonly destinationCapPercent: number;
  readonly memoryMib: number;
  readonly workingSetMib: number;
  readonly writesPerSecond: number;
  readonly pattern: 'uniform' | 'sequential';
}

/** @param mostMib of memory. */
export function samplePoint(index: number, mostMib = 65_536): Point {
  const random = new RandomStream(`expected-sample/${index}`);
  const between = (low: number, high: number): number => low + (high - low) * random.double();
  const even = (low: number, high: number): number =>
    Math.round(Math.exp(between(Math.log(low), Math.log(high))));
  const memoryMib = even(64, mostMib);
  return {
    index,
    scheduler: index % 2 === 0 ? 'on-off' : 'fluid',
    sourceCapPercent: Math.round(between(10, 100)),
    destinationCapPercent: Math.round(between(10, 100)),
    memoryMib,
    workingSetMib: even(8, memoryMib / 2),
    writesPerSecond: Math.round(200_000 * between(0, 1) ** 2),
    pattern: random.chance(0.25) ? 'sequential' : 'uniform',
  };
}

/** The scenario of a point. */
export function scenarioOf(point: Point, fidelity: Scenario['fidelity'], seed = 1): Scenario {
  const { scheduler, sourceCapPercent, destinationCapPercent, memoryMib } = point;
  const { workingSetMib, writesPerSecond, pattern } = point;
  const text = `
title: point ${point.index}
fidelity: ${fidelity}
scheduler: ${scheduler}
seed: ${seed}
hosts:
  source: {memory: 128 GiB, dom0: {cap: ${sourceCapPercent} %}}
  destination: {memory: 128 GiB, dom0: {cap: ${destinationCapPercent} %}}
guests:
  vm:
    host: source
    memory: ${memoryMib} MiB
    workload:
      kind: write
      rate: ${writesPerSecond} pages/s
      workingSet: ${workingSetMib} MiB
      pattern: ${pattern}
migrations: [{guest: vm, to: destination}]
`;
  return loadScenario(text, `point ${point.index}`, { profiles: PROFILES }).scenario;
}

/** Page-exact runs for a mean: fewer of large guests, whose runs differ less and take longer. */
export function seedsOf({ memoryMib, scheduler }: Point): number {
  const most = scheduler === 'fluid' ? 2 : 12;
  return Math.max(1, Math.min(most, Math.round((4 * 1024) / memoryMib)));
}
