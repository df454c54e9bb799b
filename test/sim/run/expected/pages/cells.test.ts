/** Cells of pages: how memory is cut, and how many of them go out. */
import { describe, expect, test } from 'vitest';
import { WIRE_QEMU as wire } from '../../../../../sim/engine/mechanism/wire-format-qemu.ts';
import { CellMemory } from '../../../../../sim/run/expected/pages/cell-memory.ts';
import { CellRing } from '../../../../../sim/run/expected/pages/cell-ring.ts';
import { cellsOf } from '../../../../../sim/run/expected/pages/cells.ts';

const PLAN = {
  pages: 10_000,
  written: [{ firstPfn: 100, pages: 3000 }],
  zeros: [{ firstPfn: 4000, pages: 5000, share: 0.3 }],
  free: [],
};

function ringOf() {
  const memory = new CellMemory({ pages: PLAN.pages, slackPages: 0 }, cellsOf(PLAN));
  memory.startLogging();
  return { memory, ring: new CellRing(memory, wire) };
}

/** All that is left goes out, so many pages at a time. */
function drain(ring: CellRing, most: number): void {
  while (ring.left > 0) ring.take(ring.ahead(Infinity, most).pages);
}

test('cells follow each other and have all pages once', () => {
  let end = 0;
  for (const { firstPfn, pages } of cellsOf(PLAN)) {
    expect(firstPfn).toBe(end);
    expect(pages).toBeGreaterThan(0);
    end = firstPfn + pages;
  }
  expect(end).toBe(PLAN.pages);
});

describe('a ring', () => {
  test.each([1, 7, 500])('%i at a time: a share of zeros in its region, once', (most) => {
    const { ring } = ringOf();
    drain(ring, most);
    expect(ring.sent).toBe(PLAN.pages);
    expect(Math.abs(ring.zeroPages - 1500)).toBeLessThanOrEqual(1);
  });

  test('a page goes once for each CLEAN that finds it, and comes first once', () => {
    const { memory, ring } = ringOf();
    drain(ring, 5000);
    for (let pfn = 200; pfn < 1200; pfn += 1) memory.mark(pfn);
    expect(ring.clean()).toBe(1000);
    expect(ring.ahead(Infinity, 1000).newPages).toBe(0);
    ring.startRound();
    drain(ring, 300);
    expect(ring.sent).toBe(1000);
    expect(ring.clean()).toBe(0);
  });

  test('what is due already is not due twice', () => {
    const { memory, ring } = ringOf();
    memory.mark(150);
    expect(ring.clean()).toBe(PLAN.pages);
  });

  test('bytes are exceeded by the last page only', () => {
    const { ring } = ringOf();
    const { pages, zeroPages } = ring.ahead(40_000, Infinity);
    expect(wire.batchBytes(pages, zeroPages)).toBeGreaterThan(40_000);
    expect(wire.batchBytes(pages - 1, zeroPages)).toBeLessThanOrEqual(40_000);
  });
});
