/** The kinds of files that are understood: one file each, and one line here. */
import { DOMJOBINFO } from './domjobinfo.ts';
import { GANETI } from './ganeti.ts';
import { KUBEVIRT } from './kubevirt.ts';
import { LIBVIRT_PROGRESS } from './libvirt-progress.ts';
import type { Format } from './measurement.ts';
import { NOVA } from './nova.ts';
import { PROXMOX } from './proxmox.ts';
import { QEMU } from './qemu.ts';
import { QEMU_HMP } from './qemu-hmp.ts';
import { TIDY_CSV } from './tidy-csv.ts';
import { TIDY_JSON } from './tidy-json.ts';
import { VDSM } from './vdsm.ts';
import { XEND } from './xend.ts';
import { XENGUEST } from './xenguest.ts';
import { XL } from './xl.ts';

export const FORMATS: readonly Format[] = [
  ...[XEND, XL, XENGUEST, QEMU, QEMU_HMP, DOMJOBINFO, LIBVIRT_PROGRESS],
  ...[PROXMOX, NOVA, VDSM, KUBEVIRT, GANETI, TIDY_CSV, TIDY_JSON],
];

/** Formats with their titles, as help and hints show them. */
export function formatTitles(formats: readonly Format[]): string {
  return formats.map(({ name, title }) => `${name}: ${title}`).join('; ');
}
