/** Max-min fair sharing: systems with known shares, and what must hold for any. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Demand, maxMinRates } from '../../../sim/machine/max-min.ts';

function demand(usages: [number, number, number?][], rateMax = Number.POSITIVE_INFINITY): Demand {
  return {
    usages: usages.map(([resource, cost, weight = 1]) => ({ resource, cost, weight })),
    rateMax,
  };
}

describe('max-min fair rates', () => {
  it('give equal parts of one resource', () => {
    expect(maxMinRates([9], [demand([[0, 1]]), demand([[0, 1]]), demand([[0, 1]])])).toEqual([
      3, 3, 3,
    ]);
  });

  it('give what one does not want to the others', () => {
    expect(maxMinRates([10], [demand([[0, 1]], 1), demand([[0, 1]])])).toEqual([1, 9]);
  });

  it('go by weight', () => {
    expect(maxMinRates([9], [demand([[0, 1, 2]]), demand([[0, 1, 1]])])).toEqual([6, 3]);
  });

  it('share the resource, not the units, where costs differ', () => {
    expect(maxMinRates([1], [demand([[0, 2]]), demand([[0, 4]])])).toEqual([0.25, 0.125]);
  });

  it('fill a chain of links from the scarcest: 1/2 and 1/2 on the first, 3/2 on the second', () => {
    const long = demand([
      [0, 1],
      [1, 1],
    ]);
    expect(maxMinRates([1, 2], [long, demand([[0, 1]]), demand([[1, 1]])])).toEqual([
      0.5, 0.5, 1.5,
    ]);
  });

  it('are feasible and leave every demand at its limit or at a full resource', () => {
    const usage = fc.record({
      resource: fc.nat(3),
      cost: fc.double({ min: 0.1, max: 10, noNaN: true }),
    });
    const any = fc.record({
      usages: fc.uniqueArray(usage, { minLength: 1, maxLength: 3, selector: (u) => u.resource }),
      rateMax: fc.oneof(
        fc.constant(Number.POSITIVE_INFINITY),
        fc.double({ min: 0, max: 5, noNaN: true }),
      ),
    });
    const capacity = fc.double({ min: 0.1, max: 10, noNaN: true });
    const system = fc.tuple(
      fc.array(capacity, { minLength: 4, maxLength: 4 }),
      fc.array(any, { maxLength: 8 }),
    );
    fc.assert(
      fc.property(system, ([capacities, raw]) => {
        const demands = raw.map(({ usages, rateMax }) => ({
          rateMax,
          usages: usages.map((each) => ({ ...each, weight: 1 })),
        }));
        const rates = maxMinRates(capacities, demands);
        const used = capacities.map((_, resource) => {
          return demands.reduce((sum, { usages }, index) => {
            const cost = usages.find((each) => each.resource === resource)?.cost ?? 0;
            return sum + cost * (rates[index] as number);
          }, 0);
        });
        used.forEach((amount, resource) => {
          expect(amount).toBeLessThanOrEqual((capacities[resource] as number) * (1 + 1e-9));
        });
        demands.forEach(({ usages, rateMax }, index) => {
          const atLimit = (rates[index] as number) >= rateMax * (1 - 1e-9);
          const blocked = usages.some(({ resource }) => {
            return (used[resource] as number) >= (capacities[resource] as number) * (1 - 1e-9);
          });
          expect(atLimit || blocked).toBe(true);
        });
      }),
    );
  });
});
