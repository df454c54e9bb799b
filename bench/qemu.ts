/**
 * QEMU's loop where pages and windows are many and rounds few: an idle guest of 1 TiB, 98 % of it
 * zero, and one of 16 GiB that is written faster than it is sent for 12,800 simulated seconds.
 * Held against plain passes over a bitmap: 5 s and 10 s where those take 53 ms.
 */
import { PROFILES } from '../models/machine/registry.ts';
import { run } from '../sim/run/run.ts';
import { loadScenario } from '../sim/scenario/load.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import type { Job } from './harness.ts';
import { plainPasses } from './yardstick/plain.ts';

const LARGE_RATIO = 94;
const LONG_RATIO = 189;

export function qemuJobs(): Job[] {
  const idle = { memory: '1 TiB', zeroPages: '98 %', workload: { kind: 'idle' } };
  const write = { kind: 'write', rate: '200000 pages/s', workingSet: '12 GiB' };
  const wild = { memory: '16 GiB', zeroPages: '0 %', workload: write };
  return [
    jobOf('QEMU, 1 TiB, idle, 98 % zero', scenarioOf(idle, '1 h'), LARGE_RATIO),
    jobOf('QEMU, 16 GiB, 12,800 s without end', scenarioOf(wild, '12800 s'), LONG_RATIO),
  ];
}

function jobOf(name: string, scenario: Scenario, boundRatio: number): Job {
  const yardstick = plainPasses(boundRatio);
  return { name, samples: 1, warmUps: 0, run: () => run(scenario), yardstick };
}

function scenarioOf(guest: object, maxTime: string): Scenario {
  const memory = '2 TiB';
  const tree = {
    title: 'bench',
    hosts: { a: { memory }, b: { memory } },
    guests: { vm: { host: 'a', ...guest } },
    migrations: [{ guest: 'vm', to: 'b', policy: { name: 'qemu', maxTime } }],
  };
  return loadScenario(JSON.stringify(tree), 'bench', { profiles: PROFILES }).scenario;
}
