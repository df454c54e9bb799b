/** Courses: exact means, whatever the points, and the pieces that they are walked by. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Course, type CourseSpec, constant } from '../../../models/workload/course.ts';
import { sizesOf, WorkingSet } from '../../../models/workload/working-set.ts';

const anyCourse: fc.Arbitrary<CourseSpec> = fc
  .record({
    gaps: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 12 }),
    values: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 12, maxLength: 12 }),
    interpolate: fc.constantFrom('step' as const, 'linear' as const),
    after: fc.constantFrom('hold' as const, 'repeat' as const),
    rest: fc.integer({ min: 1, max: 500 }),
  })
  .map(({ gaps, values, interpolate, after, rest }) => {
    const atNs = gaps.map((_, index) => {
      return gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0) - (gaps[0] as number);
    });
    const lengthNs = (atNs.at(-1) as number) + rest;
    return { atNs, values: values.slice(0, atNs.length), interpolate, after, lengthNs };
  });

describe('a course', () => {
  it('has the mean that its values have', () => {
    fc.assert(
      fc.property(anyCourse, fc.nat(5000), fc.integer({ min: 1, max: 400 }), (spec, from, span) => {
        const course = new Course(spec);
        // Values are straight lines between whole instants: the midpoint rule is exact.
        let sum = 0;
        for (let ns = from; ns < from + span; ns += 1) sum += course.at(ns + 0.5);
        expect(course.mean(from, from + span)).toBeCloseTo(sum / span, 6);
      }),
    );
  });

  it('comes back to itself when it repeats and holds when it does not', () => {
    fc.assert(
      fc.property(anyCourse, fc.nat(3000), (spec, ns) => {
        const course = new Course(spec);
        if (spec.after === 'repeat')
          expect(course.at(ns + spec.lengthNs)).toBeCloseTo(course.at(ns));
        else expect(course.at(ns + spec.lengthNs)).toBe(spec.values.at(-1));
      }),
    );
  });

  it('is walked by pieces without a gap', () => {
    fc.assert(
      fc.property(anyCourse, (spec) => {
        const course = new Course(spec);
        let ns = 0;
        for (let step = 0; step < 30 && ns < Infinity; step += 1) {
          const { startNs, endNs } = course.pieceAt(ns);
          expect(startNs).toBe(ns);
          expect(endNs).toBeGreaterThan(ns);
          ns = endNs;
        }
      }),
    );
  });

  it('gives a constant as it is', () => {
    expect(new Course(constant(0.1)).mean(1, 1e12 + 7)).toBe(0.1);
  });
});

describe('a working set', () => {
  it('changes when it says so and not before', () => {
    fc.assert(
      fc.property(anyCourse, fc.nat(2000), (spec, from) => {
        const sizes = sizesOf(spec.values, spec.interpolate === 'step', 1000);
        const set = new WorkingSet(new Course(spec), sizes);
        const next = set.nextChangeNs(from);
        const until = Math.min(next, from + 3000);
        const seen = new Set<number>();
        for (let ns = from; ns < until; ns += 1) seen.add(set.at(ns));
        expect([...seen]).toEqual([set.at(from)]);
        if (next < Infinity) expect(set.at(next)).not.toBe(set.at(from));
      }),
    );
  });

  it('has few sizes even for a smooth course, and never more pages than there are', () => {
    const values = Array.from({ length: 1000 }, (_, index) => 1 + index * 3.3);
    expect(sizesOf(values, false, 1e6)).toHaveLength(32);
    expect(sizesOf([10, 20.5, 10], true, 1e6)).toEqual([10, 21]);
    expect(sizesOf([10, 2000], true, 100)).toEqual([10, 100]);
    expect(sizesOf([7, 7], false, 100)).toEqual([7]);
  });
});
