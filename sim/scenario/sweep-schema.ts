/**
 * The sweep block of a scenario file as a schema. What its paths and values are is checked later.
 */
import { z } from 'zod';
import { count, quantity } from '../text/fields.ts';
import { QUANTITIES } from './until.ts';

const end = (about: string) =>
  z
    .union([z.string(), z.number()], { error: 'expected a quantity such as `40 %`' })
    .describe(about);

const range = z
  .strictObject({
    from: end('The least value.'),
    to: end('The greatest value.'),
    by: end('The step between two values.').optional(),
    count: count('How many values, both ends among them.', 2, 100_000).optional(),
    scale: z
      .enum(['linear', 'log'])
      .optional()
      .describe('Whether equal steps add or multiply; default linear.'),
  })
  .describe('Range: from, to, and a step or a count; `count` or `by` not with `latinHypercube`.');

const settings = z
  .record(z.string(), z.unknown())
  .describe('Paths and their new values, such as `source.dom0.cap: 20 %`.');

const axis = z.union([
  z
    .array(z.unknown())
    .min(1, { error: 'an axis needs at least one value' })
    .describe('Values of the path that is the name of the axis.'),
  range,
  z.record(z.string(), settings).describe('Cases by name; each sets several paths.'),
]);

const latinHypercube = z
  .strictObject({
    points: count('How many points.', 1, 1_000_000),
  })
  .describe(
    'Points at random in place of every combination: each axis is cut into as many parts as ' +
      'there are points, and each part is met once.',
  );

const until = z
  .strictObject({
    quantity: z
      .enum(QUANTITIES)
      .prefault('totalSeconds')
      .describe('What is to be known so well; default totalSeconds.'),
    halfWidth: quantity('percent', 'Half of the 95 % interval of its mean, of that mean.', {
      least: 0.001,
      most: 100,
    }),
    minimum: count('Least runs of a point; default 3.', 2, 10_000).prefault(3),
    maximum: count('Most runs of a point; default 100.', 2, 10_000).prefault(100),
  })
  .describe('Runs of every point until its mean is known well enough; for `precopy sweep`.')
  .transform(({ halfWidth: halfWidthPercent, ...rest }) => ({ ...rest, halfWidthPercent }));

/** Many runs from one file. */
export const sweepSchema = z
  .strictObject({
    replications: count(
      'Runs of every point, each with its own seed; default 1.',
      1,
      10_000,
    ).optional(),
    until: until.optional(),
    axes: z
      .record(z.string(), axis)
      .prefault({})
      .describe('What varies; every value is combined with every value of the others.'),
    latinHypercube: latinHypercube.optional(),
    published: z
      .string()
      .min(1, { error: 'expected the path of a CSV file' })
      .describe(
        'CSV file, as seen from this one, of what others have published of these points, for the ' +
          'report: a column for the axis of x, for other axes with their values as here, and ' +
          'totalSeconds or downtimeSeconds.',
      )
      .optional(),
  })
  .describe('Many runs from one file.');
