/**
 * The formula that the lessons build term by term: what a learner works out by hand for a guest of
 * Xen 3.2. Its numbers are read off the simulated runs that the lessons show, rounded to what one
 * keeps in mind; a test holds it against the simulation.
 */
import { PAGES_PER_MIB } from '../../../engine/kernel/unit.ts';

/** What is asked about: one guest, two hosts, a link. */
export interface GuestSetting {
  readonly memoryMib: number;
  /** Cap of the source's Dom0, percent of one CPU; undefined: none. */
  readonly capPercent: number | undefined;
  /** Writes of the guest, pages a second. */
  readonly ratePages: number;
  readonly workingSetMib: number;
  readonly linkGbit: number;
}

/** The guest that the lessons begin with. */
export const START: GuestSetting = {
  memoryMib: 1024,
  capPercent: undefined,
  ratePages: 3000,
  workingSetMib: 64,
  linkGbit: 1,
};

/** All numbers that one has to know. */
export const KNOWN = {
  /** To prepare a page at the source and place it at the destination: in round 1, later, us. */
  firstMicros: 28,
  laterMicros: 14,
  /** To carry a page over 1 Gbit/s, us. */
  wireMicros: 35,
  /** To write or read it, the least that a faster link leaves, us. */
  copyMicros: 18,
  /** CPU of the source's Dom0 a page, us. */
  cpuMicros: 35,
  /** Below this ratio rounds shrink, above the other they do not. */
  shrinksBelow: 0.8,
  staysAbove: 1.25,
  /** Pages of the working set sent again, in working sets. */
  againShrinking: 1,
  againHardly: 3,
  againStaying: 10,
  /** Xen stops when so many times the memory has been sent. */
  volume: 3,
  /** Pages that the suspend itself writes. */
  suspendPages: 200,
  /** Part of the working set that is left if rounds hardly shrink. */
  leftHardly: 0.05,
  /** Set-up before the first page, s of a full CPU of Dom0. */
  setupSeconds: 0.2,
  /** Toolstack while the guest is down: what does not depend on the cap, and s of Dom0's CPU. */
  fixedSeconds: 0.4,
  fixedCpuSeconds: 0.11,
} as const;

/** What becomes of the rounds. */
export type Course = 'shrinking' | 'hardly' | 'staying';

/** Each step of the arithmetic. */
export interface ByHand {
  readonly memoryPages: number;
  /** Pages that the guest can have dirty when round 1 ends. */
  readonly hotPages: number;
  /** Time a page, us. */
  readonly firstMicros: number;
  readonly laterMicros: number;
  /** Writes of the guest in the time of a page. */
  readonly ratio: number;
  readonly course: Course;
  readonly againPages: number;
  readonly leftPages: number;
  readonly setupSeconds: number;
  readonly firstSeconds: number;
  readonly againSeconds: number;
  readonly toolstackSeconds: number;
  readonly leftSeconds: number;
  readonly downtimeSeconds: number;
  readonly totalSeconds: number;
}

/** The share of a CPU that Dom0 may use; it needs no more than one. */
const shareOf = (capPercent: number | undefined): number => Math.min(1, (capPercent ?? 100) / 100);

/** Time a page, us: the steps one after the other, or Dom0's CPU if its cap makes that longer. */
function pageMicros({ capPercent, linkGbit }: GuestSetting, placeMicros: number): number {
  const steps = placeMicros + Math.max(KNOWN.copyMicros, KNOWN.wireMicros / linkGbit);
  return capPercent === undefined ? steps : Math.max(steps, KNOWN.cpuMicros / shareOf(capPercent));
}

export const COURSES: Readonly<Record<Course, string>> = {
  shrinking: 'rounds shrink',
  hardly: 'rounds hardly shrink',
  staying: 'rounds do not shrink',
};

export function courseOf(ratio: number): Course {
  if (ratio < KNOWN.shrinksBelow) return 'shrinking';
  return ratio <= KNOWN.staysAbove ? 'hardly' : 'staying';
}

/** How many working sets are sent again. */
export const AGAIN: Readonly<Record<Course, number>> = {
  shrinking: KNOWN.againShrinking,
  hardly: KNOWN.againHardly,
  staying: KNOWN.againStaying,
};

/** Total time and downtime, with every step on the way. */
export function byHand(setting: GuestSetting): ByHand {
  const memoryPages = setting.memoryMib * PAGES_PER_MIB;
  const workingSet = Math.min(memoryPages, setting.workingSetMib * PAGES_PER_MIB);
  const firstMicros = pageMicros(setting, KNOWN.firstMicros);
  const laterMicros = pageMicros(setting, KNOWN.laterMicros);
  const firstSeconds = (memoryPages * firstMicros) / 1e6;
  const hotPages = Math.min(workingSet, setting.ratePages * firstSeconds);
  const ratio = (setting.ratePages * laterMicros) / 1e6;
  const course = courseOf(ratio);
  const againPages = Math.min(AGAIN[course] * hotPages, (KNOWN.volume - 1) * memoryPages);
  const left = {
    shrinking: 0,
    hardly: KNOWN.leftHardly * hotPages,
    staying: stays(hotPages, ratio),
  };
  const leftPages = KNOWN.suspendPages + left[course];
  const share = shareOf(setting.capPercent);
  const setupSeconds = KNOWN.setupSeconds / share;
  const againSeconds = (againPages * laterMicros) / 1e6;
  const toolstackSeconds = KNOWN.fixedSeconds + KNOWN.fixedCpuSeconds / share;
  const leftSeconds = (leftPages * laterMicros) / 1e6;
  const downtimeSeconds = toolstackSeconds + leftSeconds;
  const totalSeconds = setupSeconds + firstSeconds + againSeconds + downtimeSeconds;
  return {
    ...{ memoryPages, hotPages, firstMicros, laterMicros, ratio, course, againPages, leftPages },
    ...{ setupSeconds, firstSeconds, againSeconds, toolstackSeconds, leftSeconds },
    ...{ downtimeSeconds, totalSeconds },
  };
}

/** What of a working set is dirty after a round, if rounds do not shrink. */
const stays = (hotPages: number, ratio: number): number => hotPages * (1 - 1 / ratio);
