/**
 * What users turn on in QEMU: the one list of features. Each is a file here with its fields and
 * what is made of them, and a line in each table below.
 */
import type { z } from 'zod';
import { RELEASES, type Release, rate } from '../fields.ts';
import { AUTO_CONVERGE_FIELDS, type AutoConverge, autoConvergeOf } from './auto-converge.ts';
import { type PostCopyOptions, postCopySchema } from './post-copy.ts';
import { type DeltaOptions, deltasSchema } from './xbzrle.ts';

/** Their fields in a scenario file. */
export const FEATURE_FIELDS = {
  availSwitchoverBandwidth: rate(
    'Rate that what is left is held against, from release 8.2 on; default what was measured.',
  ).optional(),
  ...AUTO_CONVERGE_FIELDS,
  postCopy: postCopySchema.optional(),
  xbzrle: deltasSchema.optional(),
} as const;

/** What is turned on; a feature that is absent is off, as is QEMU's default. */
export interface Features {
  /** avail-switchover-bandwidth; absent: what was measured. */
  readonly switchoverBitsPerSecond?: number | undefined;
  readonly autoConverge?: AutoConverge | undefined;
  /** When pre-copy becomes post-copy; absent: never. */
  readonly postCopy?: PostCopyOptions | undefined;
  readonly xbzrle?: DeltaOptions | undefined;
}

type Given = z.output<z.ZodObject<typeof FEATURE_FIELDS>>;

/** The features that fields of a file turn on. */
export function featuresOf(given: Given): Features {
  return {
    switchoverBitsPerSecond: given.availSwitchoverBandwidth,
    autoConverge: autoConvergeOf(given),
    postCopy: given.postCopy,
    xbzrle: given.xbzrle,
  };
}

/** Releases that have no field of this name yet, or no longer: those before, those from one on. */
interface Gate {
  readonly since?: Release;
  readonly until?: Release;
}

const GATES: Readonly<Partial<Record<keyof Given, Gate>>> = {
  availSwitchoverBandwidth: { since: '8.2' },
};

/** Two that QEMU does not do together: what the second of them is told. */
const APART: readonly (readonly [keyof Given, keyof Given, string])[] = [
  ['postCopy', 'xbzrle', 'post-copy sends pages whole: not with `postCopy`'],
];

/** Mistakes of a file that are not those of one field. */
export function checkFeatures(
  given: Given & { readonly release: Release },
  context: z.RefinementCtx,
) {
  const misfit = (field: keyof Given, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message });
  for (const [one, other, why] of APART) {
    if (given[one] !== undefined && given[other] !== undefined) misfit(other, why);
  }
  const at = RELEASES.indexOf(given.release);
  for (const [field, { since, until }] of Object.entries(GATES) as [keyof Given, Gate][]) {
    const isEarly = since !== undefined && at < RELEASES.indexOf(since);
    const isLate = until !== undefined && at >= RELEASES.indexOf(until);
    if (given[field] === undefined || (!isEarly && !isLate)) continue;
    misfit(field, `release ${given.release} does not have it`);
  }
}
