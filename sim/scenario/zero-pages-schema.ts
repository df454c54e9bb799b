/** How much of a guest's memory holds nothing but zeros, and where. */
import { z } from 'zod';
import { present, quantity } from '../text/fields.ts';

const zeroShare = quantity(
  'percent',
  'Part of its memory that holds nothing but zeros; default: the machine profile.',
  { most: 100 },
);

/** The field of a guest. */
export const zeroPages = z
  .union(
    [
      zeroShare,
      z
        .strictObject({
          share: zeroShare.optional(),
          layout: z
            .enum(['top', 'bottom', 'scattered'])
            .prefault('top')
            .describe(
              'Where they are in the memory that kernel and workload leave: in one piece at one ' +
                'end, or evenly scattered, chosen at random. Default top.',
            ),
        })
        .describe('Pages that hold nothing but zeros: how many, and where.'),
    ],
    { error: 'expected a percentage such as `40 %`, or `{share: 40 %, layout: scattered}`' },
  )
  .transform((value) => {
    const { share: percent, layout } =
      typeof value === 'number' ? { share: value, layout: 'top' as const } : value;
    return present({ percent, layout });
  });
