/**
 * Many migrations in one run: the guests of a rack's hosts go to those of another, two at a time on
 * each host. Page-exact it is held against as many runs of one guest alone (bound: twice the time),
 * expected against plain JavaScript.
 */
import { PROFILES } from '../models/machine/registry.ts';
import { run } from '../sim/run/run.ts';
import { loadScenario } from '../sim/scenario/load.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { type Job, timeOf } from './harness.ts';
import { plainEvents } from './yardstick/plain.ts';

/** Runs alone that are timed for the yardstick, and those before them, for the compiler. */
const ALONE = 200;
const WARM_UPS = 100;

/** How many move between how many hosts. */
export interface RackSize {
  readonly hosts: number;
  readonly guests: number;
  readonly memoryMiB: number;
}

export function rackJobs(size: RackSize): Job[] {
  const { guests, hosts } = size;
  const many = evacuation(size);
  const alone = evacuation({ ...size, hosts: 2, guests: 1 });
  const timeMs = (): number => {
    for (let count = 0; count < WARM_UPS; count += 1) run(alone);
    const runs = Array.from({ length: ALONE }, () => timeOf(() => run(alone)));
    return (guests / ALONE) * runs.reduce((sum, each) => sum + each, 0);
  };
  return [
    {
      name: `${guests} guests of ${size.memoryMiB} MiB on ${hosts} hosts (as many alone)`,
      samples: 3,
      warmUps: 0,
      run: () => run(many),
      yardstick: { timeMs, boundRatio: 2 },
    },
  ];
}

/** How many with `fidelity: expected`, and how long that may take beside the yardstick. */
export interface MeanRackSize extends RackSize {
  readonly samples: number;
  readonly boundRatio?: number;
}

export function meanRackJobs(sizes: readonly MeanRackSize[]): Job[] {
  return sizes.map(({ samples, boundRatio, ...size }) => {
    const scenario: Scenario = { ...evacuation(size), fidelity: 'expected' };
    return {
      name: `${size.guests} guests on ${size.hosts} hosts, expected`,
      samples,
      warmUps: 1,
      yardstick: plainEvents(boundRatio),
      run: () => run(scenario),
    };
  });
}

function evacuation({ hosts, guests, memoryMiB }: RackSize): Scenario {
  const host = { count: hosts / 2, cpus: 16, memory: '64 GiB' };
  const rack = { uplink: 'core', rate: '100 Gbit/s' };
  const tree = {
    title: 'bench',
    hosts: { old: host, new: host },
    switches: { left: { ...rack, hosts: ['old'] }, right: { ...rack, hosts: ['new'] }, core: {} },
    guests: {
      vm: {
        count: guests,
        host: 'old',
        memory: `${memoryMiB} MiB`,
        workload: { kind: 'write', rate: '1000 pages/s', workingSet: `${memoryMiB / 8} MiB` },
      },
    },
    atOnce: 2,
    migrations: [{ guest: 'vm', to: 'new', every: '10 ms' }],
  };
  return loadScenario(JSON.stringify(tree), 'bench', { profiles: PROFILES }).scenario;
}
