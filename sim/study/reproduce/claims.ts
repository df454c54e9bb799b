/** How every statement of the paper is measured. */
import { invariant } from '../../engine/kernel/assert.ts';
import type { ClaimGroup } from './claim-check.ts';
import { DEFINITION_CLAIMS } from './claims-definitions.ts';
import { DISCUSSION_CLAIMS } from './claims-discussion.ts';
import { DISK_CLAIMS } from './claims-disk.ts';
import { CPU_CLAIMS } from './claims-figures-1-2.ts';
import { DESTINATION_CLAIMS } from './claims-figures-3-4.ts';
import { MEMORY_CLAIMS } from './claims-figures-5-8.ts';
import { NETWORK_CLAIMS } from './claims-network.ts';
import { SET_UP_CLAIMS } from './claims-set-up.ts';
import { SUMMARY_CLAIMS } from './claims-summary.ts';
import { TABLE_1_CLAIMS } from './claims-table-1.ts';

/** All groups of checks. */
export const CLAIM_GROUPS: readonly ClaimGroup[] = [
  SET_UP_CLAIMS,
  SUMMARY_CLAIMS,
  CPU_CLAIMS,
  DESTINATION_CLAIMS,
  MEMORY_CLAIMS,
  DISK_CLAIMS,
  NETWORK_CLAIMS,
  TABLE_1_CLAIMS,
  DISCUSSION_CLAIMS,
  DEFINITION_CLAIMS,
];

/**
 * The group that measures a statement.
 * @throws InvariantError for an id that no group has.
 */
export function groupOf(id: string): ClaimGroup {
  const group = CLAIM_GROUPS.find(({ checks }) => id in checks);
  invariant(group !== undefined, `nothing measures the statement ${id}`);
  return group;
}
