/** What each lesson adds to the formula, in words; the numbers are those of the arithmetic. */
import { KNOWN } from './formula.ts';

const firstAtOneGbit = KNOWN.firstMicros + KNOWN.wireMicros;
const laterAtOneGbit = KNOWN.laterMicros + KNOWN.wireMicros;
const minute = (value: number): string => `${value} µs`;

/** The rule of each lesson from 1 to 8, in order. */
export const RULES: readonly string[] = [
  'Suspended, saved and restored: downtime = all of the memory, twice, at the rate of the storage.',
  `Round 1 = memory × ${minute(firstAtOneGbit)} a page (4 KiB) on a link of 1 Gbit/s.`,
  `Ratio = writes a second × ${minute(laterAtOneGbit)}, the time of a page from round 2 on. ` +
    `Below ${KNOWN.shrinksBelow} rounds shrink, above ${KNOWN.staysAbove} they do not.`,
  `Left at the end: working set × (1 - 1 / ratio) if rounds do not shrink, ` +
    `working set × ${KNOWN.leftHardly} if they hardly do, next to nothing if they shrink.`,
  `Sent again, with skipping: the working set × ${KNOWN.againShrinking} if rounds shrink, ` +
    `× ${KNOWN.againHardly} if they hardly do, × ${KNOWN.againStaying} if they do not. ` +
    'If round 1 is too short to write all of the working set, what is written in it counts.',
  `No more than ${KNOWN.volume} times the memory is sent in all.`,
  `Downtime = toolstack (${KNOWN.fixedSeconds} s + ${KNOWN.fixedCpuSeconds} s / cap) + ` +
    `(${KNOWN.suspendPages} pages of the suspend + what is left) × time a page. ` +
    `Before round 1: ${KNOWN.setupSeconds} s / cap. Without a cap, cap = 1.`,
  `Time a page = ${minute(KNOWN.firstMicros)} (from round 2 on ${KNOWN.laterMicros}) + ` +
    `${minute(KNOWN.wireMicros)} / link in Gbit/s, at least ${KNOWN.copyMicros}; ` +
    `or ${minute(KNOWN.cpuMicros)} / cap where that is longer.`,
];

/** A term of the formula, and the lesson that teaches it. */
export const TERMS = {
  setup: { lesson: 7, words: 'set-up' },
  copy: { lesson: 2, words: 'round 1' },
  again: { lesson: 5, words: 'sent again' },
  toolstack: { lesson: 7, words: 'toolstack' },
  left: { lesson: 4, words: 'what is left' },
} as const;

export type Term = keyof typeof TERMS;
