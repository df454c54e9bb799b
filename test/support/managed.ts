/** Runs of a small guest by the policy of a manager. */
import { PROFILES } from '../../models/machine/registry.ts';
import { firstOf } from '../../sim/run/result/together.ts';
import { run } from '../../sim/run/run.ts';
import { loadScenario } from '../../sim/scenario/load.ts';

/** 64 MiB, of which 24 MiB are written all the time: at 32 MiB/s some 0.75 s are always left. */
export function runManaged(policy: object, guest: object = {}) {
  const workload = { kind: 'write', rate: '1e6 pages/s', workingSet: '24 MiB', pacing: 'timer' };
  const tree = {
    title: 'managed',
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '64 MiB', zeroPages: '0 %', workload, ...guest } },
    migrations: [{ guest: 'vm', to: 'b', transport: 'ideal', policy }],
  };
  const { scenario } = loadScenario(JSON.stringify(tree), 'file', { profiles: PROFILES });
  return firstOf(run(scenario));
}
