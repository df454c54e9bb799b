/**
 * XenServer and XCP-ng: the emu-manager decides. It hears of dirty pages from xenguest before each
 * round, and within one about every 500 ms without a count, and has xenopsd suspend the guest while
 * xenguest goes on sending. xenguest itself stops only when nothing is dirty.
 *
 * Source: the policy of xenguest, xenguest_precopy_policy and send_emu_progress of
 * xcp-ng-rpms/xen@4d50634:SOURCES/xenguest.patch; the rules, emum.c of xenserver/emu-manager and
 * src/emu.c of xcp-ng/xcp-emu-manager, at the versions below. A guest with a vGPU is not modelled:
 * there `XenServer` of 2025 waits as before. See docs/explanation/xen-of-today.md.
 */
import { z } from 'zod';
import type { Observer, PreCopyPolicy, Report } from '../../sim/engine/mechanism/policy.ts';
import { WIRE_V2 as wire } from '../../sim/engine/mechanism/wire-format-v2.ts';
import { policyKind, scan } from './fields.ts';

/** When the live stage ends. No rule holds in the first round. */
interface Rule {
  /** It ends with fewer dirty pages than this before a round. */
  readonly minPages: number;
  /** And within a round, where they are not known. */
  readonly unknownIsFew: boolean;
  /** It ends before or within this iteration, the first being 0. */
  readonly iterations: number;
  /** It ends when there were more dirty pages than the time before, so many times. */
  readonly growths: number;
  /** Whether xenguest is told to stop at once, or when the guest has been suspended. */
  readonly tellsAtOnce: boolean;
}

const KNOWN = { unknownIsFew: false, iterations: 4, growths: Infinity } as const;
const UNKNOWN = { ...KNOWN, unknownIsFew: true } as const;

/** By the release that brought them. */
const XENSERVER_RULES = {
  // Before cbc52d2 (CA-339434, May 2020).
  '8.1': { ...UNKNOWN, minPages: 50, tellsAtOnce: false },
  // Until c3a0bfb.
  '8.2': { ...KNOWN, minPages: 50, tellsAtOnce: false },
  // c3a0bfb.
  '2025-11': { ...KNOWN, minPages: 50, tellsAtOnce: true },
} as const satisfies Readonly<Record<string, Rule>>;

const XCP_NG_RULES = {
  // xcp-emu-manager 1.2.0.
  '8.3': { ...UNKNOWN, minPages: 51, tellsAtOnce: false },
  // xcp-emu-manager 1.2.1 (ceb87a9).
  '1.2.1': { ...UNKNOWN, minPages: 51, tellsAtOnce: true },
  // Branch at c286d17, not merged.
  'fix-2026-02': { ...KNOWN, minPages: 51, tellsAtOnce: true },
  // Branch at 9cc6ff6, open: 64 MiB.
  'improve-2024-08': {
    minPages: 16_385,
    unknownIsFew: false,
    iterations: 10,
    growths: 3,
    tellsAtOnce: false,
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** Its field; those that are numbers may be written as such. */
function releaseField<Name extends string>(
  rules: Readonly<Record<Name, Rule>>,
  usual: Name,
  about: string,
) {
  const names = Object.keys(rules) as Name[];
  const numbers = names.map(Number).filter((value) => !Number.isNaN(value));
  const error = `expected one of ${names.join(', ')}`;
  return z
    .union([z.enum(names), z.literal(numbers)], { error })
    .transform((release) => String(release) as Name)
    .describe(about)
    .prefault(usual as z.core.util.NoUndefined<Name>);
}

const xenServerSchema = z.strictObject({
  name: z
    .literal('xenserver')
    .describe('XenServer: the guest is suspended while the last live round goes out.'),
  release: releaseField(
    XENSERVER_RULES,
    '2025-11',
    'Whose rule holds: 8.1 and before; 8.2, with XenServer 8 until October 2025; 2025-11, the ' +
      'default.',
  ),
  scan: scan('plain'),
});

const xcpNgSchema = z.strictObject({
  name: z
    .literal('xcp-ng')
    .describe('XCP-ng: as XenServer, and half a second into a later round is the end of it.'),
  release: releaseField(
    XCP_NG_RULES,
    '8.3',
    'Whose rule holds: 8.3, as shipped, the default; 1.2.1 of xcp-emu-manager (2026); and two of ' +
      'its branches, fix-2026-02 and improve-2024-08.',
  ),
  scan: scan('plain'),
});

export const XENSERVER = policyKind({
  name: 'xenserver',
  schema: xenServerSchema,
  make: ({ release }) => emuManaged('xenserver', XENSERVER_RULES[release]),
});

export const XCP_NG = policyKind({
  name: 'xcp-ng',
  schema: xcpNgSchema,
  make: ({ release }) => emuManaged('xcp-ng', XCP_NG_RULES[release]),
});

/** Of xenguest within a round (send_emu_progress). */
const REPORT_SECONDS = 0.5;

function emuManaged(name: string, rule: Rule): PreCopyPolicy {
  return {
    name,
    wire,
    skips: false,
    looks: false,
    observer: managerOf(rule),
    // xenguest: nothing is dirty.
    stop: ({ sent }) => (sent === 0 ? 'few-pages' : undefined),
    pace: () => undefined,
  };
}

function managerOf({ minPages, unknownIsFew, iterations, growths, tellsAtOnce }: Rule): Observer {
  let before = 0;
  let grown = 0;
  return {
    everySeconds: REPORT_SECONDS,
    tellsAtOnce,
    hears({ iteration, dirty }: Report) {
      if (dirty !== undefined) {
        if (iteration > 0 && dirty > before) grown += 1;
        before = dirty;
      }
      if (iteration === 0) return undefined;
      if (iteration >= iterations) return 'max-rounds';
      if (grown >= growths) return 'not-converging';
      if (dirty === undefined) return unknownIsFew ? 'unknown-pages' : undefined;
      return dirty < minPages ? 'few-pages' : undefined;
    },
  };
}
