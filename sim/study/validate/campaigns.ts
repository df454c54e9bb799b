/** All campaigns, in the order in which they are run. */
import type { Campaign } from './campaign.ts';
import { CLARK_CAMPAIGNS } from './clark.ts';
import { KUBEVIRT_CAMPAIGNS } from './kubevirt.ts';
import { NATHAN_CAMPAIGNS } from './nathan.ts';
import { QEMU_72_CAMPAIGNS } from './qemu72.ts';
import { XEN_417_CAMPAIGNS } from './xen417.ts';

export const CAMPAIGNS: readonly Campaign[] = [
  ...XEN_417_CAMPAIGNS,
  ...NATHAN_CAMPAIGNS,
  ...CLARK_CAMPAIGNS,
  ...QEMU_72_CAMPAIGNS,
  ...KUBEVIRT_CAMPAIGNS,
];
