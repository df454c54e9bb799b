/**
 * Ticks that are made up for later give the same as ticks that are events: whole runs, with the
 * clock as it is and with one that takes no tick for quiet.
 */
import { describe, expect, it, vi } from 'vitest';
import { PROFILES } from '../../../../../models/machine/registry.ts';
import { loadScenario } from '../../../../../sim/scenario/load.ts';

const clocks = vi.hoisted(() => ({ eager: false, ticks: 0 }));

vi.mock(import('../../../../../sim/engine/machine/scheduler/tick-clock.ts'), async (original) => {
  const { TickClock, ...rest } = await original();
  class CountedClock extends TickClock {
    constructor(...[simulation, phases, ticking]: ConstructorParameters<typeof TickClock>) {
      super(simulation, phases, {
        ...ticking,
        quiet: () => !clocks.eager && ticking.quiet(),
        unchanged: () => !clocks.eager && ticking.unchanged(),
        tick: (due) => {
          clocks.ticks += 1;
          ticking.tick(due);
        },
      });
    }
  }
  return { ...rest, TickClock: CountedClock };
});
const { run } = await import('../../../../../sim/run/run.ts');

function moved(caps: readonly [string, string], seed: number, more: object): string {
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
  return JSON.stringify(run(loadScenario(text, 'ticks', { profiles: PROFILES }).scenario));
}

describe('a run', () => {
  it.each([
    ['without caps', ['none', 'none'], {}],
    ['with a capped source', ['30 %', 'none'], {}],
    ['with both capped', ['60 %', '45 %'], {}],
    ['with one CPU on each host', ['80 %', 'none'], { hosts: { a: { cpus: 1 }, b: { cpus: 1 } } }],
    ['with CPU charged to the ns', ['25 %', '70 %'], { debit: 'exact' }],
  ] as const)('%s is the same whether quiet ticks are events or not', (_, caps, more) => {
    for (const seed of [1, 2, 3]) {
      clocks.eager = false;
      const lazy = moved([caps[0], caps[1]], seed, more);
      clocks.eager = true;
      clocks.ticks = 0;
      expect(moved([caps[0], caps[1]], seed, more)).toBe(lazy);
      expect(clocks.ticks).toBeGreaterThan(100);
    }
  });
});
