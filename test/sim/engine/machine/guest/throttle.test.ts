/** What a throttle leaves a guest: the share, less what it takes to wake up every 10 ms. */
import { describe, expect, it } from 'vitest';
import { Throttle } from '../../../../../sim/engine/machine/guest/throttle.ts';

function throttled(share: number, wakeUpNs = 0): Throttle {
  const throttle = new Throttle(wakeUpNs);
  throttle.runShare = throttle.runShareOf(share);
  return throttle;
}

describe('a throttle', () => {
  it('of nothing changes nothing', () => {
    expect(throttled(0, 5e5).of(1e9)).toEqual({ wallNs: 1e9, sleeps: 0 });
  });

  it('of 20 % runs 10 ms of every 12.5 ms: 80 times a second', () => {
    const { wallNs, sleeps } = throttled(0.2).of(1e9);
    expect(wallNs).toBeCloseTo(8e8, 0);
    expect(sleeps).toBeCloseTo(80, 9);
  });

  it('of 50 % with 0.5 ms to wake up runs 9.5 ms of every 20 ms', () => {
    const { wallNs, sleeps } = throttled(0.5, 5e5).of(1e9);
    expect(wallNs).toBeCloseTo(4.75e8, 0);
    expect(sleeps).toBeCloseTo(50, 9);
  });

  it('of all the time leaves none, and there is no greater one', () => {
    expect(new Throttle(0).runShareOf(1)).toBe(0);
    expect(() => new Throttle(0).runShareOf(1.1)).toThrow('a throttle of 1.1');
  });
});
