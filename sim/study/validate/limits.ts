/**
 * What a campaign must reach to be accepted: the limits that were set before any campaign was
 * simulated, in one table.
 */
import type { StatedErrors } from './campaign.ts';
import type { QuantityName } from './quantity.ts';

/**
 * Most that the errors of a quantity may be, relative; what is absent has no limit. An error of at
 * most two standard errors of the repetitions (`scatter.ts`) counts as met.
 */
export type ErrorLimits = Readonly<Partial<StatedErrors>>;

export interface CampaignLimits {
  readonly errors: Readonly<Partial<Record<QuantityName, ErrorLimits>>>;
  /** Whether the pages of the first rounds must lie within `ROUND_TOLERANCE`. */
  readonly roundPages: boolean;
  /** Whether every setting must converge, or not, as it was measured. */
  readonly convergence?: true;
}

/**
 * How far the pages of a round, mean over repetitions, may be from the measured ones: the largest
 * of the two and of two standard errors (`scatter.ts`), in the first rounds. These leave out one of
 * twenty where all is right, so that the share is of means within.
 */
export const ROUND_TOLERANCE = { relative: 0.05, pages: 25, rounds: 3, share: 0.95 } as const;

/** Downtimes that are scored are above this: log stamps come up to 0.2 s late. */
export const SCORED_DOWNTIME_SECONDS = 0.3;

const limits = (errors: CampaignLimits['errors'], roundPages = false): CampaignLimits => {
  return { errors, roundPages };
};

function xen417(counts: ErrorLimits): CampaignLimits {
  const errors = { totalSeconds: counts, downtimeSeconds: { median: 0.2 }, pagesSent: counts };
  return limits(errors, true);
}

const XEN_417_HOST = xen417({ median: 0.05, p90: 0.12 });
/** Set before it was simulated. */
const XEN_417_PVH = limits(
  {
    totalSeconds: { median: 0.03, p90: 0.08 },
    downtimeSeconds: { median: 0.08 },
    pagesSent: { median: 0.01 },
  },
  true,
);
/** Under credit2, and with busy guests of other weights, where repetitions differ by 0.2 %. */
function xen417Today(median: number, p90: number): CampaignLimits {
  const pages = { median: 0.01 };
  const errors = { totalSeconds: { median, p90 }, downtimeSeconds: { median: 0.08 } };
  return limits({ ...errors, pagesSent: pages });
}

/** Its repetitions differ by up to 20 %. */
const XEN_417_PAIR = xen417({ median: 0.1, p90: 0.25 });

/** Of a single migration: its error is the median. */
const clark = (total: number): CampaignLimits =>
  limits({
    totalSeconds: { median: total },
    downtimeSeconds: { median: 0.2 },
    bytesSent: { median: 0.1 },
  });

/**
 * QEMU's repetitions differ by 0.5 to 1.3 % in time, those of a throttled guest by 4 % in time and
 * pages.
 */
function qemu72(total: ErrorLimits, more: CampaignLimits['errors'] = {}): CampaignLimits {
  return { errors: { sourceSeconds: total, ...more }, roundPages: false, convergence: true };
}

const QEMU_PAGES: CampaignLimits['errors'] = {
  pagesSent: { median: 0.005, p90: 0.04 },
  rounds: { median: 0, p90: 0.2 },
  stopCopyPages: { median: 0.05, p90: 0.25 },
};

/** By campaign. */
export const LIMITS: Readonly<Record<string, CampaignLimits>> = {
  'xen417-dom0-cap': XEN_417_HOST,
  'xen417-vm-memory': XEN_417_HOST,
  'xen417-link-rate': XEN_417_HOST,
  'xen417-dirty-rate': XEN_417_HOST,
  'xen417-dirty-rate-random': XEN_417_HOST,
  'xen417-pv-256': XEN_417_HOST,
  'xen417-pvh-dirty-rate': XEN_417_PVH,
  'xen417-credit2-pvh': XEN_417_PVH,
  'xen417-two-hosts': XEN_417_PAIR,
  'xen417-two-hosts-write': XEN_417_PAIR,
  'xen417-credit2': xen417Today(0.015, 0.04),
  'xen417-credit2-weight': xen417Today(0.03, 0.08),
  'xen417-credit2-dom0-2vcpu': XEN_417_HOST,
  'xen417-credit-weight': xen417Today(0.03, 0.08),
  'nathan-noskip': limits({ precopySeconds: { median: 0.044, p90: 0.13 } }),
  'nathan-skip': limits({ precopySeconds: { median: 0.08, p90: 0.25 } }),
  'clark-specweb': clark(0.05),
  'clark-quake': clark(0.1),
  'qemu-bandwidth': qemu72({ median: 0.01, p90: 0.05 }, QEMU_PAGES),
  'qemu-dirty-rate': qemu72({ median: 0.01, p90: 0.05 }, QEMU_PAGES),
  'qemu-link': qemu72(
    { median: 0.01, p90: 0.06 },
    { ...QEMU_PAGES, downtimeSeconds: { median: 0.05, p90: 0.15 } },
  ),
  'qemu-auto-converge': qemu72({ median: 0.03, p90: 0.1 }, QEMU_PAGES),
  'qemu-post-copy': qemu72({ median: 0.03, p90: 0.1 }, QEMU_PAGES),
  'qemu-xbzrle': qemu72({}),
  // Of two cases the 90th percentile is nearly the worse one: its limit is that of both.
  'kubevirt-ramp': limits({
    totalSeconds: { median: 0.15, p90: 0.15 },
    downtimeSeconds: { median: 0.15, p90: 0.15 },
  }),
};

export const NO_LIMITS = limits({});
