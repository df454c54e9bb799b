/**
 * A guest of which only its dirty profile is known: it writes by the clock while it is not stopped.
 *
 * The profile says nothing of the CPU that the guest uses, and holds its kernel's writes too.
 */

import { z } from 'zod';
import { largestOf } from '../../sim/engine/kernel/lists.ts';
import { DAYS_100_NS, NS_PER_SECOND, PAGE_BYTES } from '../../sim/engine/kernel/unit.ts';
import { count, type Fault, quantity, refused } from '../../sim/text/fields.ts';
import type { Region } from '../dirtying/dirtying.ts';
import { pageClasses } from '../dirtying/page-classes.ts';
import { ProfiledPages } from '../dirtying/profiled.ts';
import type { WorkloadKind } from './kind.ts';
import { nathanPoints } from './nathan.ts';
import { ProfiledRing } from './profiled-ring.ts';

const POINTS_MOST = 1000;
const PAGES_MOST = 2 ** 34;

const pages = (about: string) => count(`${about} Pages of 4 KiB.`, 0, PAGES_MOST);

const point = z
  .strictObject({
    window: quantity('ns', 'Length of the window.', { least: 1000, most: DAYS_100_NS }),
    pages: z
      .number({ error: 'expected a number of pages' })
      .positive({ error: 'expected a number of pages above 0' })
      .max(PAGES_MOST, { error: `expected at most ${PAGES_MOST} pages` })
      .describe('Unique pages dirtied in it, mean over many windows; may be a fraction.'),
  })
  .transform(({ window, pages: unique }) => ({ windowNs: window, pages: unique }));

const nathan = z
  .strictObject({
    um: count('Unique pages dirtied in 100 ms. Pages of 4 KiB.', 1, PAGES_MOST),
    un: z
      .array(pages('Further ones.'))
      .length(10, { error: 'expected ten numbers, un1 to un10' })
      .describe('Further ones in each 100 ms, in windows of 1, 2, ..., 10 s.'),
    maxWws: count('Largest writable working set. Pages of 4 KiB.', 1, PAGES_MOST),
  })
  .describe('The profile as S. Nathan published those of 55 workloads.');

const written = z.strictObject({
  kind: z
    .literal('profile')
    .describe('Dirties pages as a measured dirty profile says, which also holds its kernel.'),
  points: z
    .array(point)
    .min(1, { error: 'expected at least one point' })
    .max(POINTS_MOST, { error: `at most ${POINTS_MOST} points` })
    .optional()
    .describe('The profile: unique pages dirtied in windows of growing length.'),
  nathan: nathan.optional(),
  intensity: quantity(
    'percent',
    'CPU time it wants, of each virtual CPU; default 0 %: a profile does not say.',
    { most: 100 },
  ).prefault('0 %'),
});

type Written = z.infer<typeof written>;

function faultsOf({ points, nathan: form }: Written): Fault[] {
  const hint = 'say one of `points` and `nathan`';
  if (points === undefined && form === undefined) {
    return [{ path: [], message: 'a profile needs points', hint }];
  }
  if (points !== undefined && form !== undefined) {
    return [{ path: ['nathan'], message: 'give either `points` or `nathan`, not both', hint }];
  }
  if (form !== undefined && form.maxWws < form.um) {
    const message = `the largest working set is below \`um\`, ${form.um}`;
    return [{ path: ['nathan', 'maxWws'], message, hint: 'are the two exchanged?' }];
  }
  return (points ?? []).flatMap(({ windowNs }, index): Fault[] => {
    const before = points?.[index - 1];
    if (before === undefined || windowNs > before.windowNs) return [];
    const message = 'a window is longer than the one before it';
    const path = ['points', index, 'window'];
    return [{ path, message, hint: 'put the points in the order of windows' }];
  });
}

const schema = written.transform((profile, context) => {
  if (refused(faultsOf(profile), context)) return z.NEVER;
  const { kind, points, nathan: form, intensity } = profile;
  return {
    kind,
    points: form === undefined ? (points ?? []) : nathanPoints(form),
    intensityPercent: intensity,
  };
});

type ProfileSpec = z.output<typeof schema>;

/** The classes of a profile; one of more pages than there is room for is bounded by the room. */
function classesOf({ points }: ProfileSpec, room: Region) {
  const bounded = points.map(({ windowNs, pages: unique }) => {
    return { windowSeconds: windowNs / NS_PER_SECOND, pages: Math.min(unique, room.pages) };
  });
  return pageClasses(bounded);
}

export const PROFILE = {
  kind: 'profile',
  schema,
  build(spec, { room, random, memory, vcpus }) {
    const classes = classesOf(spec, room);
    const profiled = new ProfiledPages(classes, room, random, memory);
    const ring = new ProfiledRing(classes, vcpus);
    return {
      kind: spec.kind,
      cpuDemand: spec.intensityPercent / 100,
      ring,
      advance({ wallNs }): void {
        profiled.advance(wallNs / NS_PER_SECOND);
        ring.add(wallNs / NS_PER_SECOND);
      },
    };
  },
  bytes: ({ points }) => largestOf(points.map(({ pages: unique }) => unique)) * PAGE_BYTES,
  holdsKernelWrites: true,
  expected: {
    written(spec, { room }) {
      return classesOf(spec, room).map(({ pages: all, tauSeconds, order }) => {
        const writesPerSecond = all / tauSeconds;
        return { pages: all, order, writesPerSecond, faultWrites: 0, isScattered: true };
      });
    },
  },
} satisfies WorkloadKind<ProfileSpec>;
