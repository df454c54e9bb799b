/**
 * Auto-converge: at a synchronisation more than 1 s after the last account, if more was dirtied
 * than half of what was sent, for the second time: the guest is throttled, and more each time.
 * Since 9.2 a timer has the bitmap synchronised for it where a pass takes long. Source:
 * migration_trigger_throttle of migration/ram.c, cpu-throttle.c since 9.2.
 */
import type { z } from 'zod';
import { PAGE_BYTES } from '../../../sim/engine/kernel/unit.ts';
import type { CleanedRound, PaceFacts } from '../../../sim/engine/mechanism/policy.ts';
import { quantity } from '../../../sim/text/fields.ts';
import { trueOrFalse } from '../fields.ts';

/** How a guest is slowed down that dirties too fast, percent. */
export interface AutoConverge {
  readonly initialPercent: number;
  readonly incrementPercent: number;
  /** Below 100. */
  readonly mostPercent: number;
  /** Dirtied bytes of what was sent in a period, above which it is too fast. */
  readonly triggerPercent: number;
  /** Whether a step is no larger than what brings the guest down to the trigger. */
  readonly tailslow: boolean;
}

const percentOf = (about: string, most: number) => quantity('percent', about, { least: 0, most });

/** The options in a scenario file. */
export const AUTO_CONVERGE_FIELDS = {
  autoConverge: trueOrFalse(
    false,
    'Whether a guest that writes too fast is slowed down. Default false.',
  ),
  throttleInitial: percentOf('First throttle of auto-converge; default 20 %.', 99).prefault('20 %'),
  throttleIncrement: percentOf('What is added to it each time; default 10 %.', 99).prefault('10 %'),
  throttleMax: percentOf('Most of it; default 99 %.', 99).prefault('99 %'),
  throttleTrigger: percentOf(
    'Pages dirtied, of what was sent, above which it is too fast; default 50 %.',
    100,
  ).prefault('50 %'),
  throttleTailslow: trueOrFalse(
    false,
    'Whether a step is no larger than what brings it down to the trigger. Default false.',
  ),
} as const;

type Given = z.output<z.ZodObject<typeof AUTO_CONVERGE_FIELDS>>;

/** What the file says of it; undefined if it is off. */
export function autoConvergeOf(given: Given): AutoConverge | undefined {
  if (!given.autoConverge) return undefined;
  return {
    initialPercent: given.throttleInitial,
    incrementPercent: given.throttleIncrement,
    mostPercent: given.throttleMax,
    triggerPercent: given.throttleTrigger,
    tailslow: given.throttleTailslow,
  };
}

/** Least time between two accounts, and how often it must be too much. */
const PERIOD_MS = 1000;
const TIMES = 2;
/** Ticks of the timer that has the log read where it was not since the tick before. */
const TICK_SECONDS = 5;

/** The timer that has the log read: at a tick, where nothing else has read it since the last. */
export class ReadingTimer {
  /** Passes before the present one. */
  #passes = -1;
  /** The tick that began it; undefined: it began by itself. */
  #beganSeconds: number | undefined;
  /** The tick that ends it, as asked for last; what is asked may lie ahead. */
  #endsSeconds: number | undefined;

  /** Whether the pass is to end: it is not the first, and has seen a whole time between ticks. */
  ends({ elapsedSeconds, roundSeconds, before }: PaceFacts): boolean {
    if (before.length !== this.#passes) {
      this.#beganSeconds = this.#endsSeconds;
      this.#endsSeconds = undefined;
      this.#passes = before.length;
    }
    const startSeconds = this.#beganSeconds ?? elapsedSeconds - roundSeconds;
    const tickSeconds = Math.floor(elapsedSeconds / TICK_SECONDS) * TICK_SECONDS;
    const isDue = before.length > 0 && startSeconds <= tickSeconds - TICK_SECONDS;
    this.#endsSeconds = isDue ? tickSeconds : undefined;
    return isDue;
  }
}

/** Bytes of a period in which too much was dirtied. */
interface Excess {
  readonly found: number;
  /** What would not have been too much. */
  readonly most: number;
}

/** The periods after which the guest is slowed down, or more than before. */
export function* excesses(
  triggerPercent: number,
  before: readonly CleanedRound[],
): Generator<Excess> {
  let times = 0;
  // Numbers of their own: it is asked before each of thousands of passes, and looks at all of them.
  let periodSeconds = 0;
  let pages = 0;
  let sent = 0;
  for (const { seconds, dirtied, bytes } of before) {
    periodSeconds += seconds;
    pages += dirtied;
    sent += bytes;
    // Whole ms are compared.
    if (Math.round(periodSeconds * 1000) <= PERIOD_MS) continue;
    const most = (sent * triggerPercent) / 100;
    const found = pages * PAGE_BYTES;
    periodSeconds = 0;
    pages = 0;
    sent = 0;
    if (found <= most) continue;
    times += 1;
    if (times < TIMES) continue;
    times = 0;
    yield { found, most };
  }
}

/** The throttle after some passes, percent. */
export function throttlePercent(converge: AutoConverge, before: readonly CleanedRound[]): number {
  const { initialPercent, incrementPercent, mostPercent, triggerPercent, tailslow } = converge;
  let percent = 0;
  for (const { found, most } of excesses(triggerPercent, before)) {
    const tooMuch = (100 - percent) * (1 - most / found);
    const step = tailslow ? Math.min(incrementPercent, Math.floor(tooMuch)) : incrementPercent;
    percent = percent === 0 ? initialPercent : Math.min(mostPercent, percent + step);
  }
  return percent;
}
