/** Which pages of a guest hold nothing but zeros. */
import { expect, test } from 'vitest';
import { GuestMemory } from '../../../../../sim/engine/machine/memory/guest-memory.ts';

test('pages are zero from the start until they are written, whatever is cleaned', () => {
  const zeros = { firstPfn: 40, pages: 10 };
  const memory = new GuestMemory({ pages: 64, slackPages: 0, scan: 'plain' });
  memory.holdZeros(memory.select(zeros.firstPfn, zeros.pages));
  const bits = (firstPfn: number, pages: number): number[] => [...memory.select(firstPfn, pages)];
  const now = (): number[] => [memory.zeros(0) >>> 0, memory.zeros(1) >>> 0];
  memory.startLogging();
  expect(now()).toEqual(bits(40, 10));
  memory.mark(memory.order.positionOf(40));
  expect(now()).toEqual(bits(41, 9));
  memory.clean(new Uint32Array(2));
  expect(now()).toEqual(bits(41, 9));
  memory.startLogging();
  expect(now()).toEqual(bits(41, 9));
});

test('a memory of which nothing is said has none', () => {
  const memory = new GuestMemory({ pages: 64, slackPages: 0, scan: 'plain' });
  expect([memory.zeros(0), memory.zeros(1)]).toEqual([0, 0]);
});
