/**
 * When QEMU's pre-copy becomes post-copy. The capability is on, and the manager of the migration
 * asks for it (migrate-start-postcopy): after a time, after some passes, or when they no longer
 * help; the guest moves at the next look at what is left. Source: migration_iteration_run and
 * postcopy_start of migration/migration.c.
 */
import { z } from 'zod';
import { DAYS_100_NS, NS_PER_SECOND } from '../../../sim/engine/kernel/unit.ts';
import type { PaceFacts, PostCopyRules } from '../../../sim/engine/mechanism/policy.ts';
import { count, quantity } from '../../../sim/text/fields.ts';
import { rate, trueOrFalse } from '../fields.ts';

const PASSES_MOST = 10_000;

/** The options in a scenario file. */
export const postCopySchema = z
  .strictObject({
    after: quantity('ns', 'When it is asked for, since pre-copy began.', {
      most: DAYS_100_NS,
    }).optional(),
    afterPasses: count('After how many passes it is asked for.', 1, PASSES_MOST).optional(),
    afterStalledPasses: count(
      'After how many passes in a row that left no less due than an earlier one.',
      1,
      PASSES_MOST,
    ).optional(),
    atThreshold: trueOrFalse(
      false,
      'Whether what fits into the downtime limit follows the guest too. Default false.',
    ),
    maxBandwidth: rate('max-postcopy-bandwidth; default no limit.').optional(),
    preempt: trueOrFalse(
      false,
      'Whether requested pages have a channel of their own (postcopy-preempt). Default false.',
    ),
  })
  .refine(
    ({ after, afterPasses, afterStalledPasses, atThreshold }) =>
      [after, afterPasses, afterStalledPasses].some((each) => each !== undefined) || atThreshold,
    { error: 'say when: `after`, `afterPasses`, `afterStalledPasses` or `atThreshold: true`' },
  )
  .describe('When pre-copy becomes post-copy, by what comes first; default never.')
  .transform(({ after, ...rest }): PostCopyOptions => {
    return { ...rest, afterSeconds: after === undefined ? undefined : after / NS_PER_SECOND };
  });

/** When it begins, by what comes first, and how pages follow then. */
export interface PostCopyOptions {
  readonly afterSeconds?: number | undefined;
  readonly afterPasses?: number | undefined;
  readonly afterStalledPasses?: number | undefined;
  readonly atThreshold: boolean;
  /** Bits per second; absent: no limit. */
  readonly maxBandwidth?: number | undefined;
  readonly preempt: boolean;
}

/** How pages follow. @param rest fewer go without a limit in the end. */
export function postCopyRules(
  { maxBandwidth, preempt }: PostCopyOptions,
  rest: PostCopyRules['rest'],
): PostCopyRules {
  return { bitsPerSecond: maxBandwidth, preempt, rest };
}

/** Whether it has been asked for. What comes at the very start is there at the second look. */
export function isAskedFor(
  options: PostCopyOptions | undefined,
  { elapsedSeconds, before }: PaceFacts,
): boolean {
  if (options === undefined) return false;
  const { afterSeconds, afterPasses, afterStalledPasses } = options;
  if (afterSeconds !== undefined && elapsedSeconds > afterSeconds) return true;
  if (afterPasses !== undefined && before.length >= afterPasses) return true;
  return afterStalledPasses !== undefined && stalledPasses(before) >= afterStalledPasses;
}

/** Passes since the one that left the fewest pages due; the first of several such counts. */
function stalledPasses(before: PaceFacts['before']): number {
  let fewest = Infinity;
  let at = 0;
  for (const [index, { due }] of before.entries()) {
    if (due >= fewest) continue;
    fewest = due;
    at = index;
  }
  return before.length === 0 ? 0 : before.length - 1 - at;
}
