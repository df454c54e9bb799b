/** A run is ended by its events and its own time, and by no clock on a wall. */
import { describe, expect, it } from 'vitest';
import type { Whereabouts } from '../../../../sim/run/result/steps.ts';
import { bounded, Costly, Endless } from '../../../../sim/study/fuzz/bounded.ts';

const at = (seconds: number) => (): Whereabouts => {
  return { seconds, migrations: 1, ended: 0, moves: [] };
};

/** A run that is where it is told to be after each step. */
function* steps(seconds: (step: number) => number, count: number) {
  for (let step = 1; step <= count; step += 1) yield at(seconds(step));
  return 'done';
}

describe('a bounded run', () => {
  it('gives what a run of few steps gives', () => {
    expect(bounded(steps((step) => step, 3))).toBe('done');
  });

  it('is costly when it takes many events, and not when more are allowed', () => {
    expect(() => bounded(steps((step) => step, 20))).toThrow(Costly);
    expect(
      bounded(
        steps((step) => step, 20),
        8,
      ),
    ).toBe('done');
  });

  it('may take more steps when each is a long time', () => {
    expect(bounded(steps((step) => 1000 * step, 50))).toBe('done');
  });

  it('is endless after two days, and when time stands still', () => {
    expect(() => bounded(steps((step) => 50_000 * step, 99))).toThrow(Endless);
    expect(() =>
      bounded(
        steps(() => 7, 99),
        8,
      ),
    ).toThrow(/time stands still at 7 s/u);
  });
});
