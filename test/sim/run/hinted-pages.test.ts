/** Free pages that a guest reports: what is sent of the rest, page by page and expected. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { runFirst } from '../../support/run-first.ts';

const PAGES = 8192;
const WRITER = { kind: 'write', rate: '2000 pages/s', workingSet: '8 MiB' };

function loaded(guest: object, policy: object = { name: 'qemu' }, fidelity = 'page-exact') {
  const tree = {
    ...{ title: 'free pages', machine: 'opteron-xen-3.2.1' },
    fidelity,
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '32 MiB', ...guest } },
    migrations: [{ guest: 'vm', to: 'b', policy }],
  };
  return loadScenario(JSON.stringify(tree), 'x.yaml', { profiles: PROFILES });
}

describe('free pages that are reported', () => {
  it('are not sent, and all others are, whatever pages are zero', () => {
    const any = fc.record({
      hintedPages: fc.integer({ min: 0, max: 50 }),
      share: fc.integer({ min: 0, max: 30 }),
      layout: fc.constantFrom('top', 'bottom', 'scattered'),
    });
    const property = fc.property(any, ({ hintedPages, share, layout }) => {
      const zeroPages = { share: `${share} %`, layout };
      for (const fidelity of ['page-exact', 'expected'] as const) {
        const guest = { hintedPages: `${hintedPages} %`, zeroPages };
        const { scenario } = loaded(guest, { name: 'qemu' }, fidelity);
        const isExact = fidelity === 'page-exact';
        const { rounds } = runFirst(scenario, isExact ? { verify: true } : {});
        const [first] = rounds;
        const due = PAGES - Math.floor((PAGES * hintedPages) / 100);
        expect((first?.sent ?? 0) + (first?.zeroPages ?? 0) + (first?.left ?? 0)).toBe(due);
      }
    });
    fc.assert(property, { seed: 1, numRuns: 8 });
  });

  it('save as much of a first round as there are of them', () => {
    const secondsOf = (hintedPages: string, fidelity: string): number => {
      const guest = { hintedPages, zeroPages: '0 %', workload: WRITER };
      const { scenario } = loaded(guest, { name: 'qemu', maxBandwidth: '16 MiB/s' }, fidelity);
      return runFirst(scenario).rounds[0]?.seconds ?? 0;
    };
    for (const fidelity of ['page-exact', 'expected']) {
      // A window of 100 ms is the unit.
      const all = secondsOf('0 %', fidelity);
      expect(Math.abs(secondsOf('50 %', fidelity) - (all - 1))).toBeLessThan(0.11);
    }
  });

  it("are of QEMU's pre-copy, and a file that has them elsewhere is warned of", () => {
    const messages = (policy: object) =>
      loaded({ hintedPages: '10 %' }, policy).warnings.map(({ message }) => message);
    expect(messages({ name: 'kubevirt' })).toEqual([]);
    expect(messages({ name: 'xen-4' })).toEqual([
      "`hintedPages` has an effect on QEMU's pre-copy only",
    ]);
  });
});
