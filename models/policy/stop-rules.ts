/** Stop rules that policies are made of, tested in Xen's order: rounds, pages, volume, downtime. */
import { BITS_PER_PAGE } from '../../sim/engine/kernel/unit.ts';
import {
  bitsPerSecond,
  type RoundFacts,
  type StopReason,
} from '../../sim/engine/mechanism/policy.ts';

/** Bounds of pre-copy; one that is absent never stops it. */
export interface StopRules {
  /** Live rounds. */
  readonly maxRounds?: number | undefined;
  /** Stop when a round had fewer pages than this to deal with. */
  readonly minPages?: number | undefined;
  /** Times the P2M size that may be sent. */
  readonly maxFactor?: number | undefined;
  /** Stop when what is dirty could be sent in this time at the rate of the round, seconds. */
  readonly downtimeTargetSeconds?: number | undefined;
}

/** The first rule that says stop. */
export function firstRule(rules: StopRules, facts: RoundFacts): StopReason | undefined {
  const { maxRounds = Infinity, minPages = 0, maxFactor = Infinity } = rules;
  const { round, sent, skipped, totalSent, p2mPages, seconds, dirty } = facts;
  if (round >= maxRounds) return 'max-rounds';
  if (sent + skipped < minPages) return 'few-pages';
  if (totalSent > maxFactor * p2mPages) return 'max-factor';
  const { downtimeTargetSeconds } = rules;
  if (downtimeTargetSeconds === undefined) return undefined;
  const leftBits = dirty * BITS_PER_PAGE;
  const fits = leftBits <= downtimeTargetSeconds * bitsPerSecond(sent, seconds);
  return fits ? 'downtime-target' : undefined;
}
