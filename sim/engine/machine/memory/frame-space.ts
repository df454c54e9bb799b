/**
 * The guest-physical frames of a guest by its type: which have memory, and the holes between.
 *
 * A PV guest's frames are its memory, one after the other (and a slack above, `p2mSlack`). Xen and
 * libxl 4.17 build the others like this (`libxl_dom.c` libxl__build_hvm, `xg_dom_x86.c` meminit_hvm
 * and alloc_magic_pages_hvm, `libxl_x86_acpi.c`), frames in hexadecimal:
 *
 *     PVH  0 .. low          memory, at most up to fc000
 *          fc000 .. fc008    ACPI: information, 6 pages of tables, RSDP
 *          feff8 .. ff000    special pages (xenstore, console, identity map and others)
 *          100000 ..         what memory is left
 *     HVM  0 .. a0, c0 .. low  memory without the VGA hole, at most up to f0000
 *          f0000 ..          video memory, taken from the guest's memory
 *          feff0 .. ff000    pages of ioreq servers, special pages
 *          100000 ..         what memory is left
 *
 * So the first round of migration v2 walks ff000 = 1,044,480 frames of any guest without memory
 * above 4 GiB; the bytes of measured PVH guests agree to the byte. Left out for HVM: the few tens
 * of pages that hvmloader and option ROMs add.
 */

/** Paravirtual, or with hardware-assisted paging: without a device model, or with one. */
export const GUEST_TYPES = ['pv', 'pvh', 'hvm'] as const;
export type GuestType = (typeof GUEST_TYPES)[number];

/** Frames without memory in one piece. */
export interface FrameHole {
  /** Pages with memory below it. */
  readonly at: number;
  readonly frames: number;
}

/** The frames of a guest. */
export interface FrameSpace {
  /** Frames with memory. */
  readonly pages: number;
  /** From below. */
  readonly holes: readonly FrameHole[];
}

const SPECIAL_END = 0xff000;
const SPECIAL_PAGES = 8;
const IOREQ_PAGES = 8;
const ACPI_START = 0xfc000;
const ACPI_PAGES = 8;
const DEVICES_START = 0xf0000;
const VGA_HOLE = [0xa0, 0xc0] as const;
/** Of the default adapter, 8 MiB. */
const VIDEO_PAGES = 2048;
const FOUR_GIB = 0x100000;

/**
 * @param memoryPages that the guest has.
 * @param balloonedPages that it had and has given back, from the top; default 0.
 */
export function frameSpaceOf(type: GuestType, memoryPages: number, balloonedPages = 0): FrameSpace {
  if (type === 'pv') return { pages: memoryPages, holes: [] };
  const isHvm = type === 'hvm';
  const video = isHvm ? Math.min(VIDEO_PAGES, Math.floor(memoryPages / 2)) : 0;
  const ram = memoryPages - video;
  const given = ram + balloonedPages;
  const low = Math.min(given, isHvm ? DEVICES_START : ACPI_START);
  const specials = SPECIAL_PAGES + (isHvm ? IOREQ_PAGES : 0);
  const below = isHvm ? belowOf(Math.min(low, ram)) : [[0, Math.min(low, ram)]];
  const middle = isHvm
    ? [DEVICES_START, DEVICES_START + video]
    : [ACPI_START, ACPI_START + ACPI_PAGES];
  const special = [SPECIAL_END - specials, SPECIAL_END];
  return spaceOf([...below, middle, special, [FOUR_GIB, FOUR_GIB + ram - low]]);
}

/** Memory below the devices, without the VGA hole. */
function belowOf(low: number): number[][] {
  const [start, end] = VGA_HOLE;
  return [
    [0, Math.min(low, start)],
    [end, Math.max(low, end)],
  ];
}

/** @param stretches first frame and the one after the last, from below. */
function spaceOf(stretches: readonly (readonly number[])[]): FrameSpace {
  const holes: FrameHole[] = [];
  let pages = 0;
  let next = 0;
  for (const [start = 0, end = 0] of stretches) {
    if (end <= start) continue;
    if (start > next) holes.push({ at: pages, frames: start - next });
    pages += end - start;
    next = end;
  }
  return { pages, holes };
}

/** All frames of holes. */
export function holeFrames({ holes }: Pick<FrameSpace, 'holes'>): number {
  return holes.reduce((sum, { frames }) => sum + frames, 0);
}
