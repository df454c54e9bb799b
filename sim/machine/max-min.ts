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
  /** The step in which each resource was taken from last; 0 for none. */
  readonly takenAt: Int32Array;
}

/** A demand that is not frozen yet, and what bounds it. */
interface Open {
  readonly index: number;
  readonly demand: Demand;
  /** What it may have more, before it meets its own limit. */
  readonly more: number;
  /** The rate at which it meets its tightest resource. */
  rate: number;
  /** The share of that resource that a unit of weight gets. */
  scarcity: number;
  /** The step after which these two were found. */
  knownAt: number;
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
    const weights = new Float64Array(left.length);
    const takenAt = new Int32Array(left.length);
    fill(open, demands, rates, { left, weights, capacities, takenAt });
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
  const open = some.map((index): Open => {
    const demand = demands[index] as Demand;
    const more = demand.rateMax - (rates[index] as number);
    return { index, demand, more, rate: 0, scarcity: 0, knownAt: -1 };
  });
  for (let step = 1; open.length > 0; step += 1) {
    const [next] = open.splice(poorest(open, filling, step - 1), 1) as [Open];
    const rate = Math.min(next.rate, next.more);
    rates[next.index] = (rates[next.index] as number) + rate;
    for (const { resource, cost, weight } of next.demand.usages) {
      const left = (filling.left[resource] as number) - rate * cost;
      filling.left[resource] = left > 0 ? left : 0;
      addTo(filling.weights, resource, -weight);
      filling.takenAt[resource] = step;
    }
  }
}

function addTo(array: Float64Array, index: number, amount: number): void {
  array[index] = (array[index] as number) + amount;
}

/**
 * The open demand to be frozen next: the first at its own limit, else the first whose bottleneck is
 * the scarcest. @param step after the freezing of which this is.
 */
function poorest(open: readonly Open[], filling: Filling, step: number): number {
  let slot = 0;
  let lowest = Infinity;
  for (let at = 0; at < open.length; at += 1) {
    const each = open[at] as Open;
    if (isStale(each, filling.takenAt)) bound(each, filling, step);
    if (each.more <= each.rate) return at;
    if (each.scarcity < lowest) {
      slot = at;
      lowest = each.scarcity;
    }
  }
  return slot;
}

/** True when something was taken from its resources since its bound was found. */
function isStale({ demand, knownAt }: Open, takenAt: Int32Array): boolean {
  if (knownAt < 0) return true;
  for (const { resource } of demand.usages) {
    if ((takenAt[resource] as number) > knownAt) return true;
  }
  return false;
}

/** Finds the tightest resource of a demand. */
function bound(open: Open, filling: Filling, step: number): void {
  open.rate = Infinity;
  open.scarcity = Infinity;
  open.knownAt = step;
  for (const { resource, cost, weight } of open.demand.usages) {
    const level = (filling.left[resource] as number) / (filling.weights[resource] as number);
    const rate = (level * weight) / cost;
    if (rate >= open.rate) continue;
    const capacity = filling.capacities[resource] as number;
    open.rate = rate;
    open.scarcity = capacity > 0 ? level / capacity : 0;
  }
}
