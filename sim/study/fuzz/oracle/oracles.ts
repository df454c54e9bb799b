/** Oracles: another way to the same result. */

import { PROFILES } from '../../../../models/machine/registry.ts';
import { RELEASES } from '../../../../models/policy/fields.ts';
import { qemu } from '../../../../models/policy/qemu.ts';
import type { RunResult } from '../../../run/result/result.ts';
import { loadScenario } from '../../../scenario/load.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import { boundedRun } from '../bounded.ts';
import type { Check, Verdict } from '../check.ts';
import { runOf } from '../check.ts';
import type { Draws } from '../draw/draws.ts';
import { readDrawn } from '../draw/formulas.ts';
import { EXPECTED } from './expected.ts';
import { carryOut, newMove } from './moves.ts';
import { naiveRounds, type Write } from './naive-loop.ts';
import { naiveQemu } from './naive-qemu.ts';
import { traceActivity } from './trace-activity.ts';

/** Both values have to be the same text. */
function same(one: unknown, other: unknown, broken: string): Verdict {
  return JSON.stringify(one) === JSON.stringify(other) ? 'fine' : { broken };
}

const isExact = ({ fidelity }: { readonly fidelity: string }): boolean => fidelity !== 'expected';

const onOneClock = (scenario: Scenario): RunResult =>
  boundedRun(scenario, { listener: () => undefined });

/** Each tick is an event. */
const EAGER_FACTOR = 8;

const eagerly = (scenario: Scenario): RunResult =>
  boundedRun(scenario, { eager: true }, EAGER_FACTOR);

const RUNS: readonly Check[] = [
  {
    name: 'twice',
    about: 'the same scenario once more gives the same bytes',
    judge: ({ scenario, result }) => same(runOf(scenario), result, 'two runs differ'),
  },
  {
    name: 'unwatched',
    about: 'following page contents changes nothing',
    judge: ({ scenario, result }) =>
      isExact(scenario)
        ? same(boundedRun(scenario, {}), result, 'page contents change it')
        : 'unfit',
  },
  {
    name: 'one-clock',
    about: 'parts that nothing connects go as on one clock',
    judge: ({ scenario, result }) =>
      isExact(scenario) && scenario.migrations.length > 1
        ? same(onOneClock(scenario), result, 'parts differ from the whole')
        : 'unfit',
  },
  {
    name: 'eager-ticks',
    about: 'timers that are made up for later go as if each were an event',
    judge: ({ scenario, result }) =>
      isExact(scenario) && scenario.scheduler.form === 'on-off'
        ? same(eagerly(scenario), result, 'ticks that are events change it')
        : 'unfit',
  },
  {
    name: 'text',
    about: 'the scenario as a text of a file is the same scenario',
    judge: ({ tree, scenario }) => {
      const text = JSON.stringify(tree);
      const options = { profiles: PROFILES, readFormula: readDrawn };
      const loaded = loadScenario(text, 'fuzz.yaml', options);
      return same(loaded.scenario, scenario, 'its text says something else');
    },
  },
];

/** Writes in the order of time, up to a time. */
function drawWrites(draw: Draws, pages: number, most: number, lastNs: number): Write[] {
  const writes = Array.from({ length: draw.whole(0, most) }, () => {
    return { timeNs: draw.whole(1, lastNs), pfn: draw.whole(0, pages - 1) };
  });
  return writes.sort((one, other) => one.timeNs - other.timeNs);
}

const PAGE_TIME_NS = 1000;

/** A move of its own, whatever the scenario. */
function judgeLoop({ draw }: { readonly draw: Draws }): Verdict {
  const pages = draw.whole(40, 3000);
  const options = {
    pages,
    slackPages: draw.whole(0, 100),
    scan: draw.of('rotated' as const, 'plain' as const),
    writes: drawWrites(draw, pages, 400, 12_000_000),
    maxRounds: draw.whole(1, 12),
    maxFactor: draw.whole(1, 4),
    minPages: draw.whole(0, 60),
  };
  const { writes } = options;
  const move = newMove({
    ...options,
    activity: (simulation) => traceActivity(simulation, writes),
  });
  const { rounds } = carryOut(move, { kind: 'constant', pageTimeNs: PAGE_TIME_NS });
  const { memory } = move.guest;
  const naive = naiveRounds({
    ...options,
    p2mPages: memory.p2mPages,
    mapped: (pfn) => pfn < pages,
    pfnAt: (position) => memory.order.pfnAt(position),
    pageTimeNs: PAGE_TIME_NS,
  });
  const shown = rounds.map(({ sent, skipped, dirtied }) => ({ sent, skipped, dirtied }));
  return same(shown, naive, `rounds differ from the naive loop: ${JSON.stringify(options)}`);
}

function judgeQemu({ draw }: { readonly draw: Draws }): Verdict {
  const pages = draw.whole(200, 6000);
  const count = draw.of(undefined, undefined, 1, 2, 4);
  const firstZero = count === undefined ? draw.whole(0, pages) : pages;
  const release = draw.of(...RELEASES);
  const writes = drawWrites(draw, pages, 2000, 1_500_000_000);
  const pageTimeNs = draw.of(0, 1) * (5000 + 4 * draw.whole(0, 250_000));
  const rules = {
    bitsPerSecond: draw.of(2 ** 24, 2 ** 26, 1.5e8, 2 ** 29, 1e12),
    downtimeLimitSeconds: draw.of(0.001, 0.01, 0.05, 0.125, 0.3),
    maxRounds: draw.whole(1, 20),
  };
  const multifd = count === undefined ? undefined : { channels: count };
  const move = newMove({
    pages,
    slackPages: 0,
    scan: 'plain',
    zeros: { firstPfn: firstZero, pages: pages - firstZero },
    policy: qemu({ ...rules, release, multifd, maxSeconds: 600, onLimit: 'suspend' }),
    activity: (simulation) => traceActivity(simulation, writes),
  });
  const { rounds } = carryOut(move, { kind: 'constant', pageTimeNs });
  const isOld = release === '7.2';
  const channels = count ? { count, countsEarly: isOld, meetsOften: isOld } : undefined;
  const stopsAtLimit = release === '10.2';
  const given = { pages, firstZero, writes, pageTimeNs, stopsAtLimit, channels };
  const naive = naiveQemu({ ...given, ...rules });
  const shown = rounds.map(({ startNs, sent, zeroPages, left }) => {
    return { startNs, sent, zeroPages, left };
  });
  return same(shown, naive, `rounds differ from QEMU's naive loop: ${JSON.stringify(rules)}`);
}

export const ORACLES: readonly Check[] = [
  ...RUNS,
  ...EXPECTED,
  {
    name: 'naive-loop',
    about: 'rounds of Xen are those of a loop written page by page',
    isApart: true,
    judge: judgeLoop,
  },
  {
    name: 'naive-qemu',
    about: 'rounds of QEMU are those of a loop written page by page',
    isApart: true,
    judge: judgeQemu,
  },
];
