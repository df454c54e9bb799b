/** A guest that writes memory at a constant rate, which timed changes may set; see `writer.ts`. */

import { z } from 'zod';
import { largestOf } from '../../sim/engine/kernel/lists.ts';
import { NS_PER_SECOND } from '../../sim/engine/kernel/unit.ts';
import { MEMORY_LIMITS, memoryOf, present, quantity } from '../../sim/text/fields.ts';
import { type CourseSpec, constant } from './course.ts';
import {
  type ExpectedGuest,
  pagesIn,
  upperPart,
  type ValueChange,
  type WorkloadKind,
  type WrittenClass,
} from './kind.ts';
import { PAGES_PER_SECOND_MOST, patternField, writersField } from './varying.ts';
import { buildWriter, cpuOfWrites, demandWith, timerDemand } from './writer.ts';

const schema = z
  .strictObject({
    kind: z.literal('write').describe('Writes to pages of a working set.'),
    rate: quantity(
      'pages/s',
      'Pages that the guest writes per second, by all its virtual CPUs: with `pacing: cpu` where ' +
        'each has a whole CPU, with `timer` as long as it has the CPU for it. Byte and bit rates ' +
        'are taken too, such as `120 MB/s`.',
      { most: PAGES_PER_SECOND_MOST },
    ),
    workingSet: memoryOf('Memory written to.'),
    workingSetAt: quantity(
      'bytes',
      'Where the working set begins in the memory that the kernel leaves, or as far up as it ' +
        'fits; default 0 B.',
      { most: MEMORY_LIMITS.most, wholePages: true },
    ).optional(),
    pattern: patternField,
    writers: writersField,
    pacing: z
      .enum(['cpu', 'timer'])
      .prefault('cpu')
      .describe(
        'Whether it never sleeps, so that more CPU writes more pages, or sleeps between writes. ' +
          'Default cpu.',
      ),
    tick: quantity(
      'ns',
      'How often the timer of `pacing: timer` wakes it: what is due when auto-converge puts it ' +
        'to sleep is lost; default 0 s, all the time.',
      { most: 1e9 },
    ).optional(),
  })
  .transform(({ rate, workingSet, workingSetAt, tick: tickNs, ...rest }) =>
    present({
      ...rest,
      pagesPerSecond: rate,
      workingSetBytes: workingSet,
      workingSetStartBytes: workingSetAt,
      tickNs,
    }),
  );

/** A checked writing workload. */
export type WriteSpec = z.output<typeof schema>;

/** The value of the file, then what each change sets. */
function courseOf(value: number, changes: readonly ValueChange[]): CourseSpec {
  const all = [{ atNs: 0, value }, ...changes];
  return {
    ...constant(value),
    atNs: all.map(({ atNs }) => atNs),
    values: all.map((change) => change.value),
  };
}

type Paced = Pick<WrittenClass, 'writesPerSecond' | 'faultWrites'>;

/** Never sleeps: its rate is that of whole CPUs, and faults take CPU from writes. */
function byCpu({ pagesPerSecond }: WriteSpec, { cpus, vcpus, parameters }: ExpectedGuest): Paced {
  const perCpu = pagesPerSecond / vcpus;
  return {
    writesPerSecond: perCpu * cpus,
    faultWrites: (parameters.guestCpuPerFault * perCpu) / NS_PER_SECOND,
  };
}

/** Sleeps in between, all through a second. */
function byTimer({ pagesPerSecond, writers }: WriteSpec, guest: ExpectedGuest): Paced {
  const { parameters } = guest;
  const vcpus = Math.min(writers ?? guest.vcpus, guest.vcpus);
  const cpus = (guest.cpus * vcpus) / guest.vcpus;
  const writeNs = parameters.guestCpuPerWrite;
  const sleeping = { writeNs, idleShare: parameters.guestIdleCpu / 100, otherCpu: 0, vcpus };
  const writes = timerDemand(pagesPerSecond, sleeping);
  const demand = demandWith(writes, sleeping);
  const use = { got: Math.min(cpus, demand * vcpus), time: 1, writes, demand };
  const writesPerSecond = (cpuOfWrites(use, sleeping) * NS_PER_SECOND) / writeNs;
  return { writesPerSecond, faultWrites: 0 };
}

export const WRITE = {
  kind: 'write',
  schema,
  sample: { rate: '3000 pages/s', workingSet: '32 MiB' },
  build({ pagesPerSecond, workingSetBytes, workingSetStartBytes = 0, ...rest }, ground) {
    const rate = courseOf(pagesPerSecond, ground.changes.rates);
    const workingSet = courseOf(workingSetBytes, ground.changes.workingSets);
    const room = upperPart(ground.room, workingSetStartBytes, largestOf(workingSet.values));
    const within = { ...ground, room };
    return buildWriter({ ...rest, rate, workingSet, otherCpu: 0 }, within);
  },
  bytes: ({ workingSetBytes }) => workingSetBytes,
  start: ({ workingSetStartBytes = 0 }) => workingSetStartBytes,
  expected: {
    written(spec, guest) {
      if (spec.pagesPerSecond === 0) return [];
      const { workingSetBytes, workingSetStartBytes = 0, pattern: order } = spec;
      const pages = pagesIn(guest.room, workingSetBytes);
      const { firstPfn } = upperPart(guest.room, workingSetStartBytes, workingSetBytes);
      const paced = spec.pacing === 'timer' ? byTimer : byCpu;
      return [{ pages, order, firstPfn, ...paced(spec, guest) }];
    },
    faultsSlow: ({ pacing }) => pacing === 'cpu',
  },
} satisfies WorkloadKind<WriteSpec>;
