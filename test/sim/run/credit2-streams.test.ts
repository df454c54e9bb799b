/** Streams of a guest and its back end that take turns on one CPU under credit2. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';

describe('without a rate limit', () => {
  it('what a writer wakes does not preempt it before it has written anything', () => {
    const text = JSON.stringify({
      title: 'A sender and its back end on one CPU',
      scheduler: 'credit2',
      parameters: { schedulerRateLimit: '0 ns' },
      hosts: { a: { cpus: 1 }, b: {} },
      guests: {
        vm: {
          host: 'a',
          memory: '4 MiB',
          workload: { kind: 'network', role: 'sender', rate: '300 Mbit/s' },
        },
      },
      migrations: [{ guest: 'vm', to: 'b' }],
    });
    const { scenario } = loadScenario(text, 'sender.yaml', { profiles: PROFILES });
    const [moved] = run(scenario).migrations;
    expect(moved?.totalSeconds).toBeLessThan(10);
  });
});
