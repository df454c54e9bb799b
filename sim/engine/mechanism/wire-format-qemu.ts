/**
 * Bytes of QEMU's migration stream: each page of memory has a word of its offset and flags, then
 * its contents, or one byte for a page of zeros.
 *
 * Source: migration/ram.c; see docs/explanation/xen-algorithm.md, section 7. 335991 normal and
 * 1765164 zero pages come to what query-migrate reported for them, but for 2 KB. The state of
 * virtual CPUs and devices is the machine's `qemuDeviceState`, not part of this.
 */
import { PAGE_BYTES } from '../kernel/unit.ts';
import type { WireFormat } from './wire-format.ts';

/**
 * Pages between two looks at the clock: QEMU puts page after page into its buffer and looks at its
 * limits all the time; 256 KiB are 2 ms at 128 MiB/s.
 */
const BATCH_PAGES_MAX = 64;

const PAGE_HEAD_BYTES = 8;
const ZERO_PAGE_BYTES = PAGE_HEAD_BYTES + 1;
/** Magic, version, configuration, and the list of memory blocks. */
const STREAM_HEAD_BYTES = 200;
/** End marks of the sections. */
const STREAM_TAIL_BYTES = 100;

/** The first page's word: no room is made for a batch. */
function batchHeadBytes(_pages: number): number {
  return PAGE_HEAD_BYTES;
}

/** Pages with their words. @param zeroPages those with a byte instead of their contents. */
function batchBytes(pages: number, zeroPages = 0): number {
  return (pages - zeroPages) * (PAGE_HEAD_BYTES + PAGE_BYTES) + zeroPages * ZERO_PAGE_BYTES;
}

/** Everything before the first page. */
function streamHeadBytes(_p2mPages: number): number {
  return STREAM_HEAD_BYTES;
}

/** Everything after the last page but the state of devices. */
function streamTailBytes(_unmappedPages: number, _vcpus: number): number {
  return STREAM_TAIL_BYTES;
}

/** Most stretches of pages in a message, its head, and a stretch: first page and length. */
const DISCARDS_MOST = 12;
const DISCARD_HEAD_BYTES = 14;
const DISCARD_BYTES = 16;

/**
 * What tells the destination which pages it has to throw away after pre-copy (PostcopyDiscardState
 * of migration/ram.c).
 * @param stretches of such pages.
 */
export function discardBytes(stretches: number): number {
  return Math.ceil(stretches / DISCARDS_MOST) * DISCARD_HEAD_BYTES + stretches * DISCARD_BYTES;
}

/** Head of a page that goes as what has changed (ENCODING_FLAG_XBZRLE and a length). */
const DELTA_HEAD_BYTES = 3;
/** A word that has changed: how many bytes before it have not, its length, itself. */
const CHANGED_WORD_BYTES = 2 + 1 + 8;

/**
 * The format once there are pages that were sent before: those of few bytes are what has changed
 * in them (migration/xbzrle.c).
 * @param changedWords words of 8 bytes that differ in a page, apart from each other.
 */
export function deltaWire(changedWords: number): WireFormat {
  const bytes = DELTA_HEAD_BYTES + changedWords * CHANGED_WORD_BYTES;
  const fewBytes = Math.min(bytes, PAGE_BYTES);
  return {
    ...WIRE_QEMU,
    hasDeltas: true,
    batchBytes: (pages, deltaPages = 0) =>
      pages * PAGE_HEAD_BYTES + (pages - deltaPages) * PAGE_BYTES + deltaPages * fewBytes,
  };
}

/**
 * What goes on a channel of multifd beside the contents of a page: its place in a packet of 128,
 * with its part of the 1344 bytes before the contents of these (MultiFDPacket_t of
 * migration/multifd.h); 10.5 bytes of a full packet, more of those that are not.
 */
const CHANNEL_HEAD_BYTES = 11;
/** Pages of a packet: 512 KiB. */
export const PACKET_PAGES = 128;

/**
 * The format on channels of multifd. Zero pages that the main thread finds go on the main stream.
 * @param contentBytes of a page on average, compressed.
 */
export function channelWire(contentBytes: number, zeroPagesOn: 'main' | 'channels'): WireFormat {
  const pageBytes = CHANNEL_HEAD_BYTES + contentBytes;
  const zeroBytes = zeroPagesOn === 'main' ? ZERO_PAGE_BYTES : CHANNEL_HEAD_BYTES;
  return {
    ...WIRE_QEMU,
    batchBytes: (pages, zeroPages = 0) => (pages - zeroPages) * pageBytes + zeroPages * zeroBytes,
  };
}

/** The format; every page is compared with zeros before it is sent. */
export const WIRE_QEMU: WireFormat = {
  system: 'qemu',
  batchPagesMax: BATCH_PAGES_MAX,
  seesZeroPages: true,
  batchHeadBytes,
  batchBytes,
  streamHeadBytes,
  streamTailBytes,
};
