/** Ticks that are made up for later give the same as ticks that are events, in whole runs. */
import { describe, expect, it, vi } from 'vitest';
import { PROFILES } from '../../../../../models/machine/registry.ts';
import { Simulation } from '../../../../../sim/engine/kernel/simulation.ts';
import { run } from '../../../../../sim/run/run.ts';
import { loadScenario } from '../../../../../sim/scenario/load.ts';

interface Setting {
  readonly caps: readonly [string, string];
  readonly seed: number;
  readonly more: object;
}

function moved({ caps, seed, more }: Setting, eager: boolean): string {
  const [source, destination] = caps;
  const tree = {
    title: 'ticks',
    seed,
    hosts: { a: { dom0: { cap: source } }, b: { dom0: { cap: destination } } },
    guests: { vm: { host: 'a', memory: '64 MiB', workload: { kind: 'cpu', intensity: '40 %' } } },
    migrations: [{ guest: 'vm', to: 'b' }],
    ...more,
  };
  const text = JSON.stringify(tree);
  return JSON.stringify(
    run(loadScenario(text, 'ticks', { profiles: PROFILES }).scenario, { eager }),
  );
}

describe('a run', () => {
  it.each([
    ['without caps', ['none', 'none'], {}],
    ['with a capped source', ['30 %', 'none'], {}],
    ['with both capped', ['60 %', '45 %'], {}],
    ['with one CPU on each host', ['80 %', 'none'], { hosts: { a: { cpus: 1 }, b: { cpus: 1 } } }],
    ['with CPU charged to the ns', ['25 %', '70 %'], { debit: 'exact' }],
  ] as const)('%s is the same whether quiet ticks are events or not', (_, caps, over) => {
    let more = 0;
    const step = vi.spyOn(Simulation.prototype, 'step');
    for (const seed of [1, 2, 3]) {
      const setting = { caps, seed, more: over };
      const lazy = moved(setting, false);
      const steps = step.mock.calls.length;
      expect(moved(setting, true)).toBe(lazy);
      more += step.mock.calls.length - 2 * steps;
      step.mockClear();
    }
    step.mockRestore();
    // Beside a cap, every tick of a host that is in use is an event anyway.
    if (caps.every((cap) => cap === 'none')) expect(more).toBeGreaterThan(100);
  });

  const idle = (at: string) => ({
    guests: { vm: { host: 'a', memory: '16 MiB' } },
    migrations: [{ guest: 'vm', to: 'b', at }],
  });

  it.each([{}, { debit: 'exact' }, { machine: 'xen-4.17-emulated-pair' }])(
    'of an idle guest is the same whether quiet ticks are events or not: %j',
    (more) => {
      const setting = {
        caps: ['30 %', '60 %'],
        seed: 4,
        more: { ...idle('20 s'), ...more },
      } as const;
      expect(moved(setting, true)).toBe(moved(setting, false));
    },
  );

  it.each([{}, { debit: 'exact' }])(
    'has no event while nothing happens, however long that is: %j',
    (more) => {
      const step = vi.spyOn(Simulation.prototype, 'step');
      const steps = ['1 h', '2400 h'].map((at) => {
        step.mockClear();
        moved({ caps: ['30 %', 'none'], seed: 4, more: { ...idle(at), ...more } }, false);
        return step.mock.calls.length;
      });
      step.mockRestore();
      // Credits and phases of timers differ.
      expect(Math.abs(Number(steps[1]) - Number(steps[0]))).toBeLessThan(2000);
    },
  );
});
