/** Elementary effects against functions whose effects are known. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effects, LEVELS, trajectory } from '../../../../sim/study/fit/elementary-effects.ts';

const part = (level: number): number => level / (LEVELS - 1);

function effectsOf(inputs: number, count: number, output: (x: readonly number[]) => number) {
  const all = Array.from({ length: count }, (_, number) => trajectory('1', number, inputs));
  const outputs = all.map(({ points }) => points.map((levels) => output(levels.map(part))));
  return effects(all, outputs);
}

test('of a linear function: its coefficients, all alike', () => {
  const [a, b, c] = effectsOf(3, 6, ([x = 0, y = 0, z = 0]) => 5 * x - 2 * y + 0 * z);
  expect(a?.muStar).toBeCloseTo(5, 12);
  expect(b?.muStar).toBeCloseTo(2, 12);
  expect(b?.mu).toBeCloseTo(-2, 12);
  expect(c?.muStar).toBe(0);
  for (const effect of [a, b, c]) expect(effect?.sigma).toBeCloseTo(0, 12);
});

test('of a product: half the range on the mean, and a sigma', () => {
  // The effect of x in x y is y, whose levels have the mean 1/2 and the variance 5/36.
  const [x] = effectsOf(2, 4000, ([first = 0, second = 0]) => first * second);
  expect(x?.muStar).toBeCloseTo(1 / 2, 1);
  expect(x?.sigma).toBeCloseTo(Math.sqrt(5 / 36), 2);
  expect(x?.muStarHalf).toBeLessThan(0.02);
});

test('a trajectory moves every input once, by half of its levels and within its range', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.nat(50),
      fc.integer({ min: 1, max: 30 }),
      (seed, number, inputs) => {
        const { points, moved } = trajectory(seed, number, inputs);
        expect(points).toHaveLength(inputs + 1);
        expect([...moved].sort((a, b) => a - b)).toEqual(moved.map((_, index) => index));
        for (const [step, input] of moved.entries()) {
          const [before = [], after = []] = [points[step], points[step + 1]];
          const changed = before.flatMap((level, index) => (level === after[index] ? [] : index));
          expect(changed).toEqual([input]);
          expect(Math.abs((after[input] ?? 0) - (before[input] ?? 0))).toBe(LEVELS / 2);
        }
        const levels = points.flat();
        expect(levels.every((level) => level >= 0 && level < LEVELS)).toBe(true);
      },
    ),
  );
});
