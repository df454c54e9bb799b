/**
 * A guest whose rate of writes is a series of points, as the scenario file says it, or as a CSV
 * file beside it does (`sim/scenario/series.ts` puts its rows in the place of `points`).
 */

import { z } from 'zod';
import { BITS_PER_PAGE, DAYS_100_NS } from '../../sim/engine/kernel/unit.ts';
import { type Fault, memoryOf, quantity, refused } from '../../sim/text/fields.ts';
import { readQuantity } from '../../sim/text/quantity.ts';
import type { CourseSpec } from './course.ts';
import type { WorkloadKind } from './kind.ts';
import { PAGES_PER_SECOND_MOST, VARYING, varyingFields } from './varying.ts';

const POINTS_MOST = 100_000;

/** Pages per second, also where a rate of bits is written. */
const pageRate = z
  .union([z.string(), z.number()], { error: 'expected a page rate such as `10000 pages/s`' })
  .transform((text, context) => {
    const pages = readQuantity(text, 'pages/s');
    const bits = readQuantity(text, 'bit/s', { fraction: true });
    const value = pages.ok ? pages.value : bits.ok ? bits.value / BITS_PER_PAGE : undefined;
    if (value !== undefined && value <= PAGES_PER_SECOND_MOST) return value;
    const { message, hint } = pages.ok
      ? {
          message: `\`${text}\` is above the maximum`,
          hint: `at most ${PAGES_PER_SECOND_MOST} pages/s`,
        }
      : pages;
    context.addIssue({ code: 'custom', message, params: { hint } });
    return z.NEVER;
  })
  .describe('Pages per second, or bits of pages: `10000 pages/s` or `25.5 Mbit/s`.');

const point = z.strictObject({
  at: quantity('ns', 'When.', { most: DAYS_100_NS }),
  rate: pageRate,
  workingSet: memoryOf('Memory written to from then on; in all points or in none.').optional(),
});

const series = z.strictObject({
  kind: z
    .literal('replay')
    .describe('Writes to pages at a rate that was measured, or is given, as a series.'),
  file: z
    .string({ error: 'expected the name of a CSV file' })
    .optional()
    .describe(
      'CSV file, its path from this file: columns `t_s`, `rate_pages_s` or `rate_mbit_s`, and ' +
        'perhaps `working_set_mib`. Instead of `points`.',
    ),
  points: z
    .array(point)
    .min(1, { error: 'expected at least one point' })
    .max(POINTS_MOST, { error: `at most ${POINTS_MOST} points` })
    .optional()
    .describe('The series, in the order of time.'),
  workingSet: memoryOf('Memory written to, if the points do not say it.').optional(),
  interpolate: z
    .enum(['step', 'linear'])
    .prefault('step')
    .describe('Between points the earlier value holds (default), or a straight line goes.'),
  after: z
    .enum(['hold', 'repeat'])
    .prefault('hold')
    .describe('After the last point its value holds (default), or the series starts again.'),
  length: quantity('ns', 'When the series starts again; default: at its last point.', {
    least: 1e6,
    most: DAYS_100_NS,
  }).optional(),
  ...varyingFields,
});

type Series = z.infer<typeof series>;

function faultsOf({ points = [], file, workingSet, after, interpolate, length }: Series): Fault[] {
  if (points.length === 0) {
    return file === undefined
      ? [{ path: ['points'], message: 'a series needs points' }]
      : [
          {
            path: ['file'],
            message: 'files of series are not supported here',
            hint: 'pass `readTable`',
          },
        ];
  }
  const faults = points.flatMap(({ at, workingSet: size }, index): Fault[] => {
    const before = points[index - 1];
    const path = ['points', index];
    if (before !== undefined && at <= before.at) {
      const message = 'a point lies after the one before it';
      return [{ path: [...path, 'at'], message, hint: 'put the points in the order of time' }];
    }
    if (size === undefined && workingSet === undefined) {
      return [{ path: [...path, 'workingSet'], message: '`workingSet` is missing' }];
    }
    if (size === undefined && points.some((other) => other.workingSet !== undefined)) {
      const message = 'some points have a working set and this one has none';
      return [{ path, message }];
    }
    return [];
  });
  if (after === 'hold') return faults;
  const lastNs = points.at(-1)?.at ?? 0;
  const hint = 'the time from its start to its next start';
  if (length === undefined && (interpolate === 'step' || lastNs === 0)) {
    faults.push({ path: [], message: 'a series that repeats needs a `length`', hint });
  } else if (length !== undefined && length < lastNs) {
    faults.push({ path: ['length'], message: 'the series is longer than this', hint });
  }
  return faults;
}

/** The courses of a series without faults. */
function coursesOf({ points = [], workingSet = 0, interpolate, after, length }: Series) {
  const atNs = points.map(({ at }) => at);
  const lengthNs = length ?? atNs.at(-1) ?? 0;
  const course = (values: readonly number[]): CourseSpec => {
    return { atNs, values, interpolate, after, lengthNs };
  };
  return {
    rate: course(points.map(({ rate }) => rate)),
    workingSet: course(points.map((each) => each.workingSet ?? workingSet)),
  };
}

const schema = series.transform((written, context) => {
  if (refused(faultsOf(written), context)) return z.NEVER;
  const { kind, counts, pattern, writers, intensity } = written;
  const how = { kind, counts, pattern, intensityPercent: intensity, ...coursesOf(written) };
  return writers === undefined ? how : { ...how, writers };
});

export const REPLAY = {
  kind: 'replay',
  schema,
  ...VARYING,
} satisfies WorkloadKind<z.output<typeof schema>>;
