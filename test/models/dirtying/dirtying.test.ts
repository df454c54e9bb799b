/** Dirtying models against their closed forms and against writes drawn one by one. */
import { describe, expect, it } from 'vitest';
import type { DirtyingFactory } from '../../../models/dirtying/dirtying.ts';
import { sequential } from '../../../models/dirtying/sequential.ts';
import { uniform } from '../../../models/dirtying/uniform.ts';
import { RandomStream } from '../../../sim/engine/kernel/random.ts';
import { GuestMemory } from '../../../sim/engine/machine/memory/guest-memory.ts';

const PAGES = 2000;

function memoryOf(pages: number): GuestMemory {
  const memory = new GuestMemory({ pages, slackPages: 48, scan: 'rotated' });
  memory.startLogging();
  return memory;
}

/** Dirty pages after CPU was spent in parts, without faults unless told. */
function dirtied(make: DirtyingFactory, seed: string, budgetsNs: number[], faultNs = 0): number[] {
  const memory = memoryOf(PAGES + 100);
  const dirtying = make({ firstPfn: 50, pages: PAGES }, new RandomStream(seed), memory);
  const into = new Uint32Array(memory.mapped.length);
  return budgetsNs.map((budgetNs) => {
    dirtying.spend(budgetNs, { writeNs: 100, faultNs }, memory);
    return memory.clean(into);
  });
}

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const seeds = Array.from({ length: 400 }, (_, index) => `seed ${index}`);

describe('sequential writes', () => {
  it('dirty min(n, W) pages after a clean', () => {
    expect(dirtied(sequential, '1', [50_000, 100_000, 200_000, 900_000])).toEqual([
      500, 1000, 2000, 2000,
    ]);
  });

  it('carry a part of a write on to the next interval', () => {
    expect(dirtied(sequential, '1', [150, 150, 150, 150])).toEqual([1, 2, 1, 2]);
  });

  it('pay for a fault at every first write and not at later ones', () => {
    expect(dirtied(sequential, '1', [100_000], 300)).toEqual([250]);
    const memory = memoryOf(PAGES);
    const dirtying = sequential({ firstPfn: 0, pages: 10 }, new RandomStream('1'), memory);
    expect(dirtying.spend(10 * 400 + 50 * 100, { writeNs: 100, faultNs: 300 }, memory)).toBe(60);
  });
});

describe('uniform writes', () => {
  it.each([200, 1000, 2000, 6000])('dirty W (1 - exp(-n / W)) pages on average, n = %i', (n) => {
    const counts = seeds.map((seed) => dirtied(uniform, seed, [n * 100])[0] as number);
    const p = 1 - Math.exp(-n / PAGES);
    const error = Math.sqrt((PAGES * p * (1 - p)) / counts.length);
    expect(Math.abs(mean(counts) - PAGES * p)).toBeLessThan(4 * error);
    const centre = mean(counts);
    const variance = mean(counts.map((count) => (count - centre) ** 2));
    expect(variance / (PAGES * p * (1 - p))).toBeGreaterThan(0.75);
    expect(variance / (PAGES * p * (1 - p))).toBeLessThan(1.3);
  });

  it('do not depend on how often somebody looks', () => {
    const looks = seeds.map((seed) => {
      const memory = memoryOf(PAGES);
      const random = new RandomStream(seed);
      const dirtying = uniform({ firstPfn: 0, pages: PAGES }, random, memory);
      for (let look = 0; look < 20; look += 1) {
        dirtying.spend(5000, { writeNs: 100, faultNs: 0 }, memory);
        for (let word = look; word < memory.mapped.length; word += 3) memory.peek(word);
      }
      return memory.clean(new Uint32Array(memory.mapped.length));
    });
    const p = 1 - Math.exp(-1000 / PAGES);
    expect(Math.abs(mean(looks) - PAGES * p)).toBeLessThan(
      4 * Math.sqrt((PAGES * p * (1 - p)) / looks.length),
    );
  });

  it('keep their law where few of many pages are written, whoever looked at which before', () => {
    const many = 40_000;
    const writes = 480;
    const region = { firstPfn: 64, pages: many };
    const runs = seeds.map((seed) => {
      const memory = memoryOf(many + 200);
      const dirtying = uniform(region, new RandomStream(seed), memory);
      for (let look = 0; look < 3; look += 1) {
        dirtying.spend((writes / 3) * 100, { writeNs: 100, faultNs: 0 }, memory);
        for (let word = look; word < memory.mapped.length; word += 2) memory.peek(word);
      }
      const into = new Uint32Array(memory.mapped.length);
      memory.clean(into);
      const counts = [0, 0, 0, 0];
      for (let position = 0; position < memory.p2mPages; position += 1) {
        if ((((into[position >>> 5] as number) >>> (position & 31)) & 1) === 0) continue;
        const page = memory.order.pfnAt(position) - region.firstPfn;
        const quarter = page < 0 ? Number.NaN : Math.floor((4 * page) / many);
        counts[quarter] = (counts[quarter] as number) + 1;
      }
      return counts;
    });
    const p = 1 - Math.exp(-writes / many);
    for (const quarter of [0, 1, 2, 3]) {
      const counts = runs.map((each) => each[quarter] as number);
      const expected = (many / 4) * p;
      const error = Math.sqrt((expected * (1 - p)) / counts.length);
      expect(Math.abs(mean(counts) - expected)).toBeLessThan(4 * error);
      const variance = mean(counts.map((count) => (count - mean(counts)) ** 2));
      expect(variance / (expected * (1 - p))).toBeGreaterThan(0.75);
      expect(variance / (expected * (1 - p))).toBeLessThan(1.3);
    }
  });

  it('dirty as many pages as writes drawn one by one', () => {
    const drawn = seeds.map((seed) => {
      const random = new RandomStream(`oracle ${seed}`);
      const hit = new Set<number>();
      for (let write = 0; write < 3000; write += 1) hit.add(random.below(PAGES));
      return hit.size;
    });
    const counts = seeds.map((seed) => dirtied(uniform, seed, [300_000])[0] as number);
    expect(Math.abs(mean(drawn) - mean(counts))).toBeLessThan(6);
  });

  it('hit every page of the region equally and no other', () => {
    const memory = memoryOf(400);
    const random = new RandomStream('1');
    const dirtying = uniform({ firstPfn: 100, pages: 200 }, random, memory);
    const hits = new Map<number, number>();
    const into = new Uint32Array(memory.mapped.length);
    for (let epoch = 0; epoch < 2000; epoch += 1) {
      dirtying.spend(200 * 100 * Math.LN2, { writeNs: 100, faultNs: 0 }, memory);
      memory.clean(into);
      for (let position = 0; position < memory.p2mPages; position += 1) {
        if ((((into[position >>> 5] as number) >>> (position & 31)) & 1) === 0) continue;
        const pfn = memory.order.pfnAt(position);
        hits.set(pfn, (hits.get(pfn) ?? 0) + 1);
      }
    }
    expect([...hits.keys()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, index) => 100 + index),
    );
    const chiSquare = [...hits.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 500, 0);
    expect(chiSquare).toBeLessThan(290);
  });

  it('are slowed by faults as g + F W (1 - exp(-g / (W u))) = budget says', () => {
    const memory = memoryOf(PAGES);
    const dirtying = uniform({ firstPfn: 0, pages: PAGES }, new RandomStream('1'), memory);
    const cost = { writeNs: 100, faultNs: 4000 };
    const writes = dirtying.spend(5_000_000, cost, memory) + dirtying.spend(3e6, cost, memory);
    const spent = writes * 100 + 4000 * PAGES * (1 - Math.exp(-writes / PAGES));
    expect(spent / 8_000_000).toBeCloseTo(1, 6);
  });
});
