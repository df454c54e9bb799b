/** A rate is that of the guest: however many virtual CPUs it has, it writes as much. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { runFirst } from '../../support/run-first.ts';

/** Pages dirty after the first round. */
function dirtied(vcpus: number, workload: object, fidelity: string): number {
  const tree = {
    ...{ title: 'rate', machine: 'opteron-xen-3.2.1', fidelity },
    hosts: { a: {}, b: {} },
    guests: {
      vm: {
        ...{ host: 'a', memory: '64 MiB', vcpus },
        workload: { kind: 'write', workingSet: '48 MiB', ...workload },
      },
    },
    migrations: [{ guest: 'vm', to: 'b', transport: { pageTime: '65 us' } }],
  };
  const { scenario } = loadScenario(JSON.stringify(tree), 'rate.yaml', { profiles: PROFILES });
  return runFirst(scenario).rounds[0]?.dirtied ?? 0;
}

describe.each(['page-exact', 'expected'])('%s', (fidelity) => {
  it.each([
    ['cpu', '3000 pages/s'],
    ['timer', '3000 pages/s'],
    ['timer', '12.288 MB/s'],
  ])('writes as much on 1, 2 and 8 virtual CPUs, paced by %s at %s', (pacing, rate) => {
    const [one = 0, ...others] = [1, 2, 8].map((vcpus) =>
      dirtied(vcpus, { pacing, rate }, fidelity),
    );
    expect(one).toBeGreaterThan(1500);
    // With one virtual CPU a fault stops all of a guest that never sleeps, with eight an eighth.
    for (const other of others) expect(Math.abs(other / one - 1)).toBeLessThan(0.04);
  });
});
