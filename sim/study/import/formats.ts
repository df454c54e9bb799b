/** The kinds of files that are understood: one file each, and one line here. */
import type { Format } from './measurement.ts';
import { QEMU } from './qemu.ts';
import { TIDY_CSV } from './tidy-csv.ts';
import { TIDY_JSON } from './tidy-json.ts';
import { XEND } from './xend.ts';
import { XL } from './xl.ts';

export const FORMATS: readonly Format[] = [XEND, XL, QEMU, TIDY_CSV, TIDY_JSON];

/** Formats with their titles, as help and hints show them. */
export function formatTitles(formats: readonly Format[]): string {
  return formats.map(({ name, title }) => `${name}: ${title}`).join('; ');
}
