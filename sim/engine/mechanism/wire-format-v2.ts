/**
 * Bytes of a migration v2 stream (Xen 4.6 and later) of an x86-64 guest: headers, then records
 * of {u32 type, u32 length, body, padding to 8}.
 *
 * Source: docs/specs/libxc-migration-stream of Xen; see docs/explanation/xen-algorithm.md, section
 * 6.2. Sizes agree to the byte with what the save helper of Xen 4.17 wrote, for PV and PVH guests
 * of one virtual CPU. What xl and libxl write around it, a few KB, is not in it.
 */
import { BATCH_PAGES, PAGE_BYTES } from '../kernel/unit.ts';
import type { GuestType } from '../machine/memory/frame-space.ts';
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
/** HVM_CONTEXT and HVM_PARAMS of a guest that has one virtual CPU; measured on 4.17. */
const HVM_RECORDS_BYTES = 2656;
/** Of each more in HVM_CONTEXT: registers, LAPIC and its page, MTRRs, each with its descriptor. */
const HVM_VCPU_BYTES = 2300;

/** A record: head and body, padded. */
function recordBytes(bodyBytes: number): number {
  return RECORD_HEAD_BYTES + Math.ceil(bodyBytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

/** Head of a PAGE_DATA record: count, reserved word, and a word for each page. */
export function batchHeadBytes(pages: number): number {
  return RECORD_HEAD_BYTES + 8 + 8 * pages;
}

/** A PAGE_DATA record: head and page contents; frames without memory are in the head only. */
export function batchBytes(pages: number, _zeroPages = 0, holes = 0): number {
  return batchHeadBytes(pages + holes) + PAGE_BYTES * pages;
}

/** Everything before the first batch. */
export function streamHeadBytes(p2mPages: number, type: GuestType = 'pv'): number {
  const frames = 8 + 8 * Math.ceil(p2mPages / 512);
  const records = POLICIES_BYTES + recordBytes(0);
  const ofPv = type === 'pv' ? recordBytes(PV_INFO_BYTES) + recordBytes(frames) : 0;
  return IMAGE_HEADER_BYTES + DOMAIN_HEADER_BYTES + records + ofPv;
}

/**
 * Everything after the last batch: contexts, shared info, time stamp counter, end. Pfns without
 * memory are not listed there; a word each in their first round is all they cost. Of an HVM or PVH
 * guest one record has the contexts, and another its parameters.
 */
export function streamTailBytes(
  _unmappedPages: number,
  vcpus: number,
  type: GuestType = 'pv',
): number {
  const contexts = vcpus * (recordBytes(VCPU_BASIC_BYTES) + recordBytes(VCPU_EXTENDED_BYTES));
  const end = recordBytes(TSC_INFO_BYTES) + recordBytes(0);
  if (type !== 'pv') return HVM_RECORDS_BYTES + (vcpus - 1) * HVM_VCPU_BYTES + end;
  return contexts + recordBytes(PAGE_BYTES) + end;
}

/** The format; a page of zeros is sent like any other. */
export const WIRE_V2: WireFormat = {
  system: 'xen-4',
  batchPagesMax: BATCH_PAGES,
  seesZeroPages: false,
  listsHoles: true,
  batchHeadBytes,
  batchBytes,
  streamHeadBytes,
  streamTailBytes,
};
