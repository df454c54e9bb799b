/**
 * What users turn on in QEMU: the one list of features. Each is a file here with its fields and
 * what is made of them, and a line in each table below.
 */
import type { z } from 'zod';
import type { PreCopyPolicy } from '../../../sim/engine/mechanism/policy.ts';
import { RELEASES, type Release, rate, trueOrFalse } from '../fields.ts';
import { AUTO_CONVERGE_FIELDS, type AutoConverge, autoConvergeOf } from './auto-converge.ts';
import {
  type DirtyLimitOptions,
  dirtyLimitOf,
  dirtyLimitRules,
  dirtyLimitSchema,
} from './dirty-limit.ts';
import { channelRules, type MultifdOptions, multifdSchema } from './multifd.ts';
import { type PostCopyOptions, postCopySchema } from './post-copy.ts';
import { type DeltaOptions, deltasOf, deltasSchema } from './xbzrle.ts';

/** Their fields in a scenario file. */
export const FEATURE_FIELDS = {
  availSwitchoverBandwidth: rate(
    'Rate that what is left is held against, from release 8.2 on; default what was measured.',
  ).optional(),
  ...AUTO_CONVERGE_FIELDS,
  dirtyLimit: dirtyLimitSchema.optional(),
  postCopy: postCopySchema.optional(),
  xbzrle: deltasSchema.optional(),
  multifd: multifdSchema.optional(),
  tls: trueOrFalse(false, 'Whether what is sent is encrypted (tls-creds). Default false.'),
} as const;

/** What is turned on; a feature that is absent is off, as is QEMU's default. */
export interface Features {
  /** avail-switchover-bandwidth; absent: what was measured. */
  readonly switchoverBitsPerSecond?: number | undefined;
  readonly autoConverge?: AutoConverge | undefined;
  readonly dirtyLimit?: DirtyLimitOptions | undefined;
  /** When pre-copy becomes post-copy; absent: never. */
  readonly postCopy?: PostCopyOptions | undefined;
  readonly xbzrle?: DeltaOptions | undefined;
  readonly multifd?: MultifdOptions | undefined;
  readonly tls?: boolean;
}

type Given = z.output<z.ZodObject<typeof FEATURE_FIELDS>>;

/** The features that fields of a file turn on. */
export function featuresOf(given: Given): Features {
  return {
    switchoverBitsPerSecond: given.availSwitchoverBandwidth,
    autoConverge: autoConvergeOf(given),
    dirtyLimit: dirtyLimitOf(given),
    postCopy: given.postCopy,
    xbzrle: given.xbzrle,
    multifd: given.multifd,
    tls: given.tls,
  };
}

/** How pages travel with these features, and what slows the guest down. */
export function meansOf(
  { xbzrle, multifd, tls, dirtyLimit }: Features,
  release: Release,
): Pick<PreCopyPolicy, 'deltas' | 'channels' | 'tls' | 'dirtyLimit'> {
  return {
    dirtyLimit: dirtyLimit && dirtyLimitRules(dirtyLimit),
    deltas: xbzrle && deltasOf(xbzrle),
    channels: multifd && channelRules(multifd, release),
    tls,
  };
}

/** What only some releases have: from one on, and before another. */
interface Gate {
  readonly path: readonly [keyof Given, ...string[]];
  /** Only this value of it; absent: any. */
  readonly value?: unknown;
  readonly since?: Release;
  readonly until?: Release;
}

const GATES: readonly Gate[] = [
  { path: ['availSwitchoverBandwidth'], since: '8.2' },
  { path: ['dirtyLimit'], since: '8.2' },
  { path: ['multifd', 'zeroPageDetection'], value: 'multifd', since: '9.2' },
  { path: ['multifd', 'compression'], value: 'qatzip', since: '9.2' },
];

type Checked = Given & { readonly release: Release };

/** What QEMU does not do together: the field that is told so, when, and why. */
interface Clash {
  readonly path: readonly [keyof Given, ...string[]];
  readonly why: string;
  clashes(given: Checked): boolean;
}

const CLASHES: readonly Clash[] = [
  {
    path: ['dirtyLimit'],
    why: 'QEMU has one or the other: not with `autoConverge: true`',
    clashes: ({ autoConverge, dirtyLimit }) => autoConverge && dirtyLimit !== undefined,
  },
  {
    path: ['xbzrle'],
    why: 'post-copy sends pages whole: not with `postCopy`',
    clashes: ({ postCopy, xbzrle }) => postCopy !== undefined && xbzrle !== undefined,
  },
  {
    path: ['xbzrle'],
    why: 'the channels know of no cache: not with `multifd`',
    clashes: ({ multifd, xbzrle }) => multifd !== undefined && xbzrle !== undefined,
  },
  {
    path: ['multifd'],
    why: 'not with `postCopy` before release 10.2',
    clashes: ({ multifd, postCopy, release }) =>
      multifd !== undefined && postCopy !== undefined && release !== '10.2',
  },
  {
    path: ['multifd', 'compression'],
    why: 'post-copy sends pages whole: not with `postCopy`',
    clashes: ({ multifd, postCopy }) =>
      multifd?.compression !== undefined && postCopy !== undefined,
  },
];

/** Mistakes of a file that are not those of one field. */
export function checkFeatures(given: Checked, context: z.RefinementCtx) {
  const misfit = (path: readonly string[], message: string) =>
    context.addIssue({ code: 'custom', path: [...path], message });
  for (const { path, why, clashes } of CLASHES) if (clashes(given)) misfit(path, why);
  const at = RELEASES.indexOf(given.release);
  for (const { path, value, since, until } of GATES) {
    const found = path.reduce<unknown>((all, key) => (all as Fields | undefined)?.[key], given);
    if (value === undefined ? found === undefined : found !== value) continue;
    const isEarly = since !== undefined && at < RELEASES.indexOf(since);
    const isLate = until !== undefined && at >= RELEASES.indexOf(until);
    const what = value === undefined ? 'it' : `\`${value}\``;
    const other = isEarly ? `; ${since} does` : '';
    if (isEarly || isLate) misfit(path, `release ${given.release} does not have ${what}${other}`);
  }
}

type Fields = Readonly<Record<string, unknown>>;
