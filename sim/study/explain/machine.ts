/** The machine profile of what a log shows. */
import type { Evidence } from './evidence.ts';

export function usualMachine({ system }: Evidence): {
  readonly machine: string;
  readonly why: string;
} {
  const rates = 'stages around the copy are its; rates are those of the log';
  if (system === 'qemu') return { machine: 'kvm-2024', why: `a host with KVM; ${rates}` };
  if (system === 'xen-3') return { machine: 'opteron-xen-3.2.1', why: `a log of xend; ${rates}` };
  return { machine: 'xen-4.17-emulated', why: `tools of Xen 4; ${rates}` };
}
