/**
 * What the type of a guest makes of a machine's parameters, in one place: whatever runs a guest or
 * moves it, page-exact or on average, takes its parameters from here.
 *
 * Xen logs the writes of HVM and PVH guests by hardware-assisted paging (HAP). A CLEAN pauses the
 * guest and takes the right to write from all its frames at once; the first write to a page is then
 * a nested page fault. With PML (page modification logging, Intel) the CPU notes written frames in
 * a buffer of 512, and only a full buffer leaves the guest. No page tables of the guest's are to be
 * rebuilt, by the receiver neither. Since Xen 4.21 the receiver gives memory in pieces of 2 MiB.
 */
import type { GuestType } from '../machine/memory/frame-space.ts';
import type { ParameterValues } from './parameters.ts';

/** Entries of a buffer of PML (`vmcs.h`: NR_PML_ENTRIES). */
const PML_ENTRIES = 512;
/** Pages of a superpage. */
const SUPERPAGE_PAGES = 512;

/** Made once for each machine: what is kept by parameters finds them again. */
const known = new WeakMap<ParameterValues, ParameterValues>();

/** The parameters that hold for a guest of the type; those of a PV guest are the machine's. */
export function parametersFor(type: GuestType, machine: ParameterValues): ParameterValues {
  if (type === 'pv') return machine;
  const values = known.get(machine) ?? withHap(machine);
  known.set(machine, values);
  return values;
}

function withHap(machine: ParameterValues): ParameterValues {
  return {
    ...machine,
    sourceCpuPerPreparedPage: machine.sourceCpuPerPreparedPage + machine.hapCpuPerMapping,
    destinationCpuPerMappedPage: machine.destinationCpuPerMappedPage + machine.hapCpuPerMapping,
    sourceCpuPerClean: machine.hapCpuPerClean,
    destinationCpuPerNewPage:
      machine.hapSuperpages > 0
        ? machine.destinationCpuPerSuperpage / SUPERPAGE_PAGES
        : machine.destinationCpuPerNewPage,
    destinationCpuPerFinish: 0,
    activateCpu: machine.hapActivateCpu,
    guestCpuPerFault:
      machine.hapPml > 0 ? machine.hapCpuPerPmlFlush / PML_ENTRIES : machine.hapCpuPerFault,
    guestCpuPerClean: machine.hapGuestCpuPerClean,
    guestIdleCpu: machine.hapGuestIdleCpu,
    guestDirtyRate: machine.hapGuestDirtyRate,
    guestWorkingSet: machine.hapGuestWorkingSet,
    guestHotPages: machine.hapGuestHotPages,
    guestSuspendPages: machine.hapGuestSuspendPages,
  };
}
