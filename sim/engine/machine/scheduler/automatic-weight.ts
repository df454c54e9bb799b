/**
 * Dom0's weight as the Xen of XCP-ng and XenServer sets it, whenever a virtual CPU becomes active
 * or idle: as much as gives each of Dom0's active virtual CPUs a whole CPU, and half of the host
 * where that would be more. A weight that was typed lasts until the next such change.
 *
 * Source: xen-scheduler-auto-privdom-weight.patch of xcp-ng-rpms/xen (XCP-ng 8.3, Xen 4.17.6).
 */

/** Greatest weight of a virtual CPU. */
const WEIGHT_MOST = 65_535;

/**
 * @param active Dom0's virtual CPUs that are active. @param others weight of all other domains.
 * @returns the weight of all of them together; undefined where the rule does not apply: on fewer
 * than two CPUs, or where no other domain is active.
 */
export function automaticWeight(active: number, cpus: number, others: number): number | undefined {
  if (cpus < 2 || active === 0 || others === 0) return undefined;
  const rest = cpus - active;
  const each = Math.floor(others / (active > rest ? active : rest));
  return active * Math.min(WEIGHT_MOST, Math.max(1, each));
}
