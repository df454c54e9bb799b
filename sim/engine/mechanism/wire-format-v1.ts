/**
 * Bytes of Xen 3.2's save stream on x86-64 (word size 8). Source: xc_domain_save.c and
 * xc_domain_restore.c; see docs/explanation/xen-algorithm.md, sections 1.7 and 2.
 */
import { BATCH_PAGES, PAGE_BYTES } from '../kernel/unit.ts';
import type { WireFormat } from './wire-format.ts';

const WORD_BYTES = 8;
const COUNT_BYTES = 4;
const VCPU_CONTEXT_BYTES = 5200;
const EXTENDED_CONTEXT_BYTES = 128;
/** Signature, length, and a configuration of a few KB from xend. */
const XEND_HEAD_BYTES = 16 + 4 + 3000;

/** Count and type array of a batch. */
function batchHeadBytes(pages: number): number {
  return COUNT_BYTES + WORD_BYTES * pages;
}

/** A batch: head and page contents. */
function batchBytes(pages: number): number {
  return batchHeadBytes(pages) + PAGE_BYTES * pages;
}

/** Everything before the first batch. */
function streamHeadBytes(p2mPages: number): number {
  const extendedInfo = WORD_BYTES + 4 + 8 + VCPU_CONTEXT_BYTES + 8;
  return XEND_HEAD_BYTES + WORD_BYTES + extendedInfo + WORD_BYTES * Math.ceil(p2mPages / 512);
}

/** Everything after the last batch: end marks, unmapped pfns, contexts, shared info. */
function streamTailBytes(unmappedPages: number, vcpus: number): number {
  const contexts = vcpus * (VCPU_CONTEXT_BYTES + EXTENDED_CONTEXT_BYTES);
  return 16 + 4 + 4 + WORD_BYTES * unmappedPages + contexts + PAGE_BYTES;
}

/** The format; a page of zeros is sent like any other. */
export const WIRE_V1: WireFormat = {
  system: 'xen-3.2',
  batchPagesMax: BATCH_PAGES,
  seesZeroPages: false,
  batchHeadBytes,
  batchBytes,
  streamHeadBytes,
  streamTailBytes,
};
