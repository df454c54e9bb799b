/**
 * What a campaign must reach to be accepted: the limits that were set before any campaign was
 * simulated, in one table.
 */
import type { StatedErrors } from './campaign.ts';
import type { QuantityName } from './quantity.ts';

/** Most that the errors of a quantity may be, relative; what is absent has no limit. */
export type ErrorLimits = Readonly<Partial<StatedErrors>>;

export interface CampaignLimits {
  readonly errors: Readonly<Partial<Record<QuantityName, ErrorLimits>>>;
  /** Whether the pages of the first rounds must lie within `ROUND_TOLERANCE`, all of them. */
  readonly roundPages: boolean;
}

/**
 * How far the pages of a round, mean over repetitions, may be from the measured ones: the larger of
 * the two, in the first rounds.
 */
export const ROUND_TOLERANCE = { relative: 0.05, pages: 25, rounds: 3 } as const;

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
/** Its repetitions differ by up to 20 %. */
const XEN_417_PAIR = xen417({ median: 0.1, p90: 0.25 });

/** Of a single migration: its error is the median. */
const clark = (total: number): CampaignLimits =>
  limits({
    totalSeconds: { median: total },
    downtimeSeconds: { median: 0.2 },
    bytesSent: { median: 0.1 },
  });

/** By campaign. */
export const LIMITS: Readonly<Record<string, CampaignLimits>> = {
  'xen417-dom0-cap': XEN_417_HOST,
  'xen417-vm-memory': XEN_417_HOST,
  'xen417-link-rate': XEN_417_HOST,
  'xen417-dirty-rate': XEN_417_HOST,
  'xen417-dirty-rate-random': XEN_417_HOST,
  'xen417-two-hosts': XEN_417_PAIR,
  'xen417-two-hosts-write': XEN_417_PAIR,
  'nathan-noskip': limits({ precopySeconds: { median: 0.044, p90: 0.13 } }),
  'nathan-skip': limits({ precopySeconds: { median: 0.08, p90: 0.25 } }),
  'clark-specweb': clark(0.05),
  'clark-quake': clark(0.1),
};

export const NO_LIMITS = limits({});
