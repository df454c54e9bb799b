/** QEMU's policy as a log shows it: limits, throttle, post-copy. */

import { BITS_PER_BYTE } from '../../engine/kernel/unit.ts';
import { BYTES_PER_PAGE } from '../../engine/mechanism/wire-format.ts';
import { formatForUnit, showQuantity } from '../../text/quantity.ts';
import type { Stated } from '../import/stated.ts';
import type { Part } from './assumption.ts';
import type { Bound } from './bound.ts';
import type { Evidence } from './evidence.ts';
import type { Known } from './known.ts';
import type { WireRate } from './rate.ts';

/** QEMU's downtime-limit until something sets another. */
const USUAL_LIMIT_SECONDS = 0.3;
/** More than any link carries: no limit. */
const NO_LIMIT = '1 Tbit/s';
/** A simulation of one that does not end gives up after so many times what a pass of all takes. */
const HORIZON_PASSES = 8;
/** The same of large guests, of which such a simulation takes long. */
const LARGE = { pages: 2 ** 18, passes: 5 } as const;
const HORIZON_LEAST_SECONDS = 30;
/** Unless more pages than these would go in it. */
const HORIZON_PAGES = 2 ** 21;
/** Of what was seen already, so many passes are simulated at most. */
const SEEN_PASSES = 20;

export function qemuPolicy(
  evidence: Evidence,
  known: Known,
  rate: WireRate | undefined,
  bound: Bound,
): Part {
  const limit = bandwidthOf(evidence, known, rate, bound);
  const downtime = downtimeOf(evidence, known);
  const held = heldAgainst(rate);
  const throttle = throttleOf(evidence.samples);
  const follows = postCopyOf(evidence, rate);
  const release = known.release ?? '8.2';
  const releaseFrom = known.release === undefined ? 'assumed' : 'user';
  const releaseWhy = known.release === undefined ? 'replies do not name it' : 'as stated';
  return {
    raw: {
      name: 'qemu',
      release,
      ...limit.raw,
      ...downtime.raw,
      ...held.raw,
      ...throttle.raw,
      ...follows.raw,
      maxTime: `${horizonSeconds(evidence, rate)} s`,
    },
    assumptions: [
      { what: 'release of QEMU', value: release, why: releaseWhy, from: releaseFrom },
      ...limit.assumptions,
      ...downtime.assumptions,
      ...held.assumptions,
      ...throttle.assumptions,
      ...follows.assumptions,
    ],
  };
}

/** When a simulation of it is given up, whole seconds. */
export function horizonSeconds(evidence: Evidence, rate: WireRate | undefined): number {
  const { memoryPages, totalSeconds, now } = evidence;
  const pages = memoryPages ?? 0;
  const pass = (pages * BYTES_PER_PAGE) / (rate?.value ?? Infinity);
  const seen = Math.min(Math.max(totalSeconds ?? 0, now?.seconds ?? 0), SEEN_PASSES * pass);
  const passes = pages > LARGE.pages ? LARGE.passes : HORIZON_PASSES;
  const most = (HORIZON_PAGES * BYTES_PER_PAGE) / (rate?.value ?? 1);
  return Math.ceil(Math.max(Math.min(HORIZON_LEAST_SECONDS, most), seen + passes * pass));
}

function bandwidthOf(
  { stated }: Evidence,
  known: Known,
  rate: WireRate | undefined,
  { cause, why }: Bound,
): Part {
  const limit = known.bandwidthLimitBytesPerSecond ?? stated.bandwidthLimitBytesPerSecond;
  const shown = (bytes: number) => ({
    raw: { maxBandwidth: formatForUnit(Math.round(bytes * BITS_PER_BYTE), 'bit/s') },
    value: showQuantity(bytes * BITS_PER_BYTE, 'bit/s'),
  });
  if (limit !== undefined && limit > 0) {
    const { raw, value } = shown(limit);
    const from = known.bandwidthLimitBytesPerSecond === undefined ? 'log' : 'user';
    return { raw, assumptions: [{ what: 'bandwidth limit', value, why: 'as stated', from }] };
  }
  if (cause === 'bandwidth-limit' && rate !== undefined) {
    const { raw, value } = shown(rate.value);
    return { raw, assumptions: [{ what: 'bandwidth limit', value, why, from: 'log' }] };
  }
  const reason = 'nothing speaks for one';
  return {
    raw: { maxBandwidth: NO_LIMIT },
    assumptions: [{ what: 'bandwidth limit', value: 'none', why: reason, from: 'assumed' }],
  };
}

/** QEMU holds what is left, in bytes of pages, against the bytes that it sends. */
function heldAgainst(rate: WireRate | undefined): Part {
  if (rate?.compressed === undefined) return { raw: {}, assumptions: [] };
  const bits = Math.round(rate.compressed * BITS_PER_BYTE);
  const value = showQuantity(bits, 'bit/s');
  const why = 'what is left is held against the compressed rate';
  return {
    raw: { availSwitchoverBandwidth: formatForUnit(bits, 'bit/s') },
    assumptions: [{ what: 'rate to decide by', value, why, from: 'log' }],
  };
}

/** Before a first dirty rate is known, QEMU's expected downtime is its limit. */
export function downtimeLimitOf({ stated, samples }: Evidence, known: Known) {
  if (known.downtimeLimitSeconds !== undefined) {
    return { seconds: known.downtimeLimitSeconds, why: 'as stated', from: 'user' } as const;
  }
  if (stated.downtimeLimitSeconds !== undefined) {
    return { seconds: stated.downtimeLimitSeconds, why: 'as the log states', from: 'log' } as const;
  }
  const early = samples.find(({ expectedDowntimeSeconds: expected, dirtyPagesPerSecond: rate }) => {
    return expected !== undefined && rate === 0;
  });
  if (early?.expectedDowntimeSeconds) {
    const why = 'the expected downtime before a dirty rate is known';
    return { seconds: early.expectedDowntimeSeconds, why, from: 'log' } as const;
  }
  return { seconds: USUAL_LIMIT_SECONDS, why: "QEMU's default", from: 'assumed' } as const;
}

function downtimeOf(evidence: Evidence, known: Known): Part {
  const { seconds, why, from } = downtimeLimitOf(evidence, known);
  const value = formatForUnit(Math.round(seconds * 1e9), 'ns');
  return {
    raw: { downtimeLimit: value },
    assumptions: [{ what: 'downtime limit', value, why, from }],
  };
}

function throttleOf(samples: readonly Stated[]): Part {
  const steps = [...new Set(samples.flatMap(({ throttlePercent: percent = 0 }) => percent || []))];
  const [first, second] = steps;
  if (first === undefined) return { raw: {}, assumptions: [] };
  const raw = {
    autoConverge: true,
    throttleInitial: `${first} %`,
    ...(second === undefined || second <= first
      ? {}
      : { throttleIncrement: `${second - first} %` }),
  };
  const value = `on, ${steps.map((step) => `${step} %`).join(', ')}`;
  const assumption = {
    what: 'auto-converge',
    value,
    why: 'its throttle is stated',
    from: 'log',
  } as const;
  return { raw, assumptions: [assumption] };
}

function postCopyOf({ stated, outcome }: Evidence, rate: WireRate | undefined): Part {
  const { postcopyBytes = 0, precopyBytes = 0 } = stated;
  if (outcome !== 'completed' || postcopyBytes === 0 || rate === undefined) {
    return { raw: {}, assumptions: [] };
  }
  const after = formatForUnit(
    Math.max(1, Math.round((precopyBytes / rate.value) * 1e3)) * 1e6,
    'ns',
  );
  const raw = { postCopy: { after } };
  const why = `${precopyBytes} bytes went before it`;
  return { raw, assumptions: [{ what: 'post-copy', value: `after ${after}`, why, from: 'log' }] };
}
