/**
 * Bytes of a migration v2 stream (Xen 4.6 and later) of an x86-64 PV guest: headers, then records
 * of {u32 type, u32 length, body, padding to 8}.
 *
 * Source: docs/specs/libxc-migration-stream of Xen; see docs/explanation/xen-algorithm.md, section
 * 6.2. Sizes agree to the byte with what the save helper of Xen 4.17 wrote. What xl and libxl write
 * around it, a few KB, is not in it.
 */
import { BATCH_PAGES, PAGE_BYTES } from '../kernel/unit.ts';
import type { WireFormat } from './wire-format.ts';

const ALIGNMENT_BYTES = 8;
const RECORD_HEAD_BYTES = 8;
const IMAGE_HEADER_BYTES = 24;
const DOMAIN_HEADER_BYTES = 16;
/** CPUID and MSR policies; measured on 4.17, depends on the machine's CPU. */
const POLICIES_BYTES = 1272;
const PV_INFO_BYTES = 8;
/** Number and reserved word before a virtual CPU's context, then vcpu_guest_context. */
const VCPU_BASIC_BYTES = 8 + 5168;
/** The same before xen_domctl_ext_vcpucontext. */
const VCPU_EXTENDED_BYTES = 8 + 64;
const TSC_INFO_BYTES = 24;

/** A record: head and body, padded. */
function recordBytes(bodyBytes: number): number {
  return RECORD_HEAD_BYTES + Math.ceil(bodyBytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

/** Head of a PAGE_DATA record: count, reserved word, and a word for each page. */
export function batchHeadBytes(pages: number): number {
  return RECORD_HEAD_BYTES + 8 + 8 * pages;
}

/** A PAGE_DATA record: head and page contents. */
export function batchBytes(pages: number): number {
  return batchHeadBytes(pages) + PAGE_BYTES * pages;
}

/** Everything before the first batch. */
export function streamHeadBytes(p2mPages: number): number {
  const frames = 8 + 8 * Math.ceil(p2mPages / 512);
  const endOfStatic = recordBytes(0);
  const records = POLICIES_BYTES + endOfStatic + recordBytes(PV_INFO_BYTES) + recordBytes(frames);
  return IMAGE_HEADER_BYTES + DOMAIN_HEADER_BYTES + records;
}

/**
 * Everything after the last batch: contexts, shared info, time stamp counter, end. Pfns without
 * memory are not listed there; a word each in their first round is all they cost.
 */
export function streamTailBytes(_unmappedPages: number, vcpus: number): number {
  const contexts = vcpus * (recordBytes(VCPU_BASIC_BYTES) + recordBytes(VCPU_EXTENDED_BYTES));
  const end = recordBytes(0);
  return contexts + recordBytes(PAGE_BYTES) + recordBytes(TSC_INFO_BYTES) + end;
}

/** The format; a page of zeros is sent like any other. */
export const WIRE_V2: WireFormat = {
  system: 'xen-4',
  batchPagesMax: BATCH_PAGES,
  seesZeroPages: false,
  batchHeadBytes,
  batchBytes,
  streamHeadBytes,
  streamTailBytes,
};
