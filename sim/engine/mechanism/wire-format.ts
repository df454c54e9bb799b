/**
 * What goes over the wire: sizes of a migration stream. Each version of a stream is a file that
 * exports one of these; a policy names the one that its system writes.
 */
import { PAGE_BYTES } from '../kernel/unit.ts';
import type { GuestType } from '../machine/memory/frame-space.ts';

/** A page on the wire: its contents and a word, in the streams of Xen and of QEMU alike. */
export const BYTES_PER_PAGE = PAGE_BYTES + 8;

/** Sizes of one version. */
export interface WireFormat {
  /** The system that writes it, through whose stages a migration goes. */
  readonly system: 'xen-3.2' | 'xen-4' | 'qemu';
  /** Most pages of a batch. */
  readonly batchPagesMax: number;
  /** Whether a page of zeros is sent as a few bytes instead of its contents. */
  readonly seesZeroPages: boolean;
  /** Whether the first round lists frames that have no memory. */
  readonly listsHoles?: boolean;
  /** Whether pages of few bytes are such as were sent before, as what has changed in them. */
  readonly hasDeltas?: boolean;
  /** What a receiver must read of a batch before it can make room for the pages. */
  batchHeadBytes(pages: number): number;
  /**
   * A batch whole.
   * @param zeroPages those sent as a few bytes, default 0.
   * @param holes frames without memory that are listed beside the pages, default 0.
   */
  batchBytes(pages: number, zeroPages?: number, holes?: number): number;
  /** Everything before the first batch. @param type default pv. */
  streamHeadBytes(p2mPages: number, type?: GuestType): number;
  /** Everything after the last batch. @param type default pv. */
  streamTailBytes(unmappedPages: number, vcpus: number, type?: GuestType): number;
}
