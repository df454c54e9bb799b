/** The search on verdicts that are known, against looking at every place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastPlace } from '../../../../sim/study/plan/search.ts';

const sizes = fc.record({
  count: fc.integer({ min: 1, max: 3000 }),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  stride: fc.integer({ min: 1, max: 300 }),
});

describe('the least place', () => {
  it('of verdicts that change once is that of a linear scan, in few trials', async () => {
    const cases = fc.tuple(sizes, fc.double({ min: 0, max: 1.1, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(cases, async ([{ count, at, stride }, part]) => {
        const verdicts = Array.from({ length: count }, (_, place) => place >= part * count);
        const start = Math.floor(at * (count - 1));
        let tried = 0;
        const found = await leastPlace({ count, start, stride }, async (place) => {
          tried += 1;
          return verdicts[place] as boolean;
        });
        const scanned = verdicts.indexOf(true);
        expect(found).toBe(scanned < 0 ? undefined : scanned);
        expect(tried).toBeLessThanOrEqual(3 + 2 * Math.log2(count + 1));
      }),
    );
  });

  it('meets and the place before it does not, however verdicts jump', async () => {
    const verdicts = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(verdicts, sizes, async (all, { at, stride }) => {
        const start = Math.floor(at * (all.length - 1));
        const places = { count: all.length, start, stride };
        const found = await leastPlace(places, async (place) => all[place] as boolean);
        if (found === undefined) expect(all.at(-1)).toBe(false);
        else expect([all[found], all[found - 1] ?? false]).toEqual([true, false]);
      }),
    );
  });
});
