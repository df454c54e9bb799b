/** One run of many migrations in shares, on threads: the bytes of one thread. */
import { expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { isEnoughForThreads } from '../../../../sim/app/cli/enough-for-threads.ts';
import type { RunArguments } from '../../../../sim/app/cli/run.ts';
import { runOnThreads } from '../../../../sim/app/cli/run-threads.ts';
import { run } from '../../../../sim/run/run.ts';
import { sharesOf } from '../../../../sim/run/shares.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import type { Scenario } from '../../../../sim/scenario/scenario.ts';

/** Page by page, where nothing but pages takes time. */
const BARE = 'transport: {pageTime: 9 us}';

/** Guests of `count` / 10 hosts; each host sends to one other. */
function evacuation(count: number, migration: string, more = ''): Scenario {
  const hosts = `{count: ${count / 10}, memory: 8 GiB}`;
  const workload = '{kind: write, rate: 800 pages/s, workingSet: 1 MiB}';
  const text = `
title: Many
hosts: {old: ${hosts}, new: ${hosts}}
guests: {vm: {count: ${count}, host: old, memory: 8 MiB, workload: ${workload}}}
atOnce: 2
migrations: [{guest: vm, to: new, every: 3 ms, ${migration}}]
${more}
`;
  return loadScenario(text, 'many.yaml', { profiles: PROFILES }).scenario;
}

const args = (workers: number): RunArguments =>
  ({ file: 'many.yaml', workers, verify: false, quiet: true }) as RunArguments;

test('threads make the same bytes as one', async () => {
  const scenario = evacuation(200, BARE, 'parameters: {guestCpuPerFault: 2 us..6 us}');
  const made = await runOnThreads(scenario, args(2));
  expect(JSON.stringify(made)).toBe(JSON.stringify(run(scenario)));
});

test('few migrations, one thread and what is joined are run here', async () => {
  expect(await runOnThreads(evacuation(200, BARE), args(1))).toBeUndefined();
  expect(isEnoughForThreads(evacuation(20, BARE))).toBe(false);
  expect(isEnoughForThreads(evacuation(200, BARE))).toBe(true);
  expect(await runOnThreads(evacuation(200, BARE, 'clusterAtOnce: 3'), args(2))).toBeUndefined();
});

test.each([
  ['page-exact', BARE],
  ['expected', 'transport: pipeline'],
])('shares together are the whole, %s', (fidelity, transport) => {
  const scenario = evacuation(40, transport, `fidelity: ${fidelity}`);
  const whole = JSON.stringify(run(scenario));
  for (const most of [3, 16]) {
    const shares = sharesOf(scenario, most);
    const sizes = shares?.scenarios.map(({ migrations }) => migrations.length) ?? [];
    expect(sizes).toEqual(most === 3 ? [20, 20] : [10, 10, 10, 10]);
    const results = shares?.scenarios.map((each) => run(each)) ?? [];
    expect(JSON.stringify(shares?.together(results))).toBe(whole);
  }
});
