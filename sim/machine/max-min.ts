/**
 * Max-min fair rates of demands that use shared resources (progressive filling).
 *
 * A demand moves at one rate and uses, per unit, `cost` of each resource it needs. A resource is
 * shared equally by weight: while its users all want more, each gets capacity * weight / (sum of
 * weights). Whoever is limited elsewhere leaves the rest to the others.
 */

/** What one demand takes of one resource. */
export interface Usage {
  /** Index of the resource. */
  readonly resource: number;
  /** Units of the resource per unit of the demand; above 0. */
  readonly cost: number;
  /** Share of the resource relative to its other users. */
  readonly weight: number;
}

/** One demand; without usages it moves at its greatest rate. */
export interface Demand {
  readonly usages: readonly Usage[];
  /** Rate it does not exceed, in units per ns; may be Infinity where a usage bounds it. */
  readonly rateMax: number;
}

interface Filling {
  readonly left: Float64Array;
  readonly weights: Float64Array;
  readonly capacities: readonly number[];
}

/** Relative slack that counts as none. */
const EPSILON = 1e-12;

/**
 * Rates of all demands, in units per ns, such that none can be raised without lowering another.
 * @param capacities of the resources, in units of the resource per ns.
 */
export function maxMinRates(capacities: readonly number[], demands: readonly Demand[]): number[] {
  const rates = demands.map(() => 0);
  const left = Float64Array.from(capacities);
  let open = demands.map((_, index) => index);
  // Costs that differ may leave some behind after one filling; each pass fills a resource more.
  for (let pass = 0; open.length > 0 && pass <= capacities.length; pass += 1) {
    fill(open, demands, rates, { left, weights: new Float64Array(left.length), capacities });
    open = open.filter((index) => {
      const { usages, rateMax } = demands[index] as Demand;
      if ((rates[index] as number) >= rateMax * (1 - EPSILON)) return false;
      return usages.every(({ resource }) => {
        return (left[resource] as number) > (capacities[resource] as number) * EPSILON;
      });
    });
  }
  return rates;
}

/** Raises the rates of some demands as far as what is left of the resources lets them. */
function fill(
  some: readonly number[],
  demands: readonly Demand[],
  rates: number[],
  filling: Filling,
): void {
  for (const index of some) {
    for (const { resource, weight } of (demands[index] as Demand).usages) {
      addTo(filling.weights, resource, weight);
    }
  }
  const open = [...some];
  while (open.length > 0) {
    const { slot, rate } = poorest(open, demands, rates, filling);
    const index = open[slot] as number;
    open.splice(slot, 1);
    rates[index] = (rates[index] as number) + rate;
    for (const { resource, cost, weight } of (demands[index] as Demand).usages) {
      const left = (filling.left[resource] as number) - rate * cost;
      filling.left[resource] = left > 0 ? left : 0;
      addTo(filling.weights, resource, -weight);
    }
  }
}

function addTo(array: Float64Array, index: number, amount: number): void {
  array[index] = (array[index] as number) + amount;
}

/**
 * The open demand to be frozen next: one at its own limit, else the one whose bottleneck is the
 * scarcest.
 */
function poorest(
  open: readonly number[],
  demands: readonly Demand[],
  rates: readonly number[],
  filling: Filling,
): { slot: number; rate: number } {
  let slot = 0;
  let rate = 0;
  let lowest = Infinity;
  for (let index = 0; index < open.length; index += 1) {
    const demand = demands[open[index] as number] as Demand;
    const bound = boundOf(demand, filling);
    const more = demand.rateMax - (rates[open[index] as number] as number);
    if (more <= bound.rate) return { slot: index, rate: more };
    if (bound.scarcity < lowest) {
      slot = index;
      rate = bound.rate;
      lowest = bound.scarcity;
    }
  }
  return { slot, rate };
}

/**
 * The rate at which a demand meets its tightest resource, and the share of that resource a unit
 * weight gets.
 */
function boundOf(demand: Demand, filling: Filling): { rate: number; scarcity: number } {
  let rate = Infinity;
  let scarcity = Infinity;
  for (const { resource, cost, weight } of demand.usages) {
    const level = (filling.left[resource] as number) / (filling.weights[resource] as number);
    const bound = (level * weight) / cost;
    if (bound >= rate) continue;
    const capacity = filling.capacities[resource] as number;
    rate = bound;
    scarcity = capacity > 0 ? level / capacity : 0;
  }
  return { rate, scarcity };
}
