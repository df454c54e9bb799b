/** The scenario that a log implies, as the text of a file, and what it takes for granted. */

import { BITS_PER_BYTE, GIB, PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { ParameterName } from '../../engine/mechanism/parameters.ts';
import { BYTES_PER_PAGE } from '../../engine/mechanism/wire-format.ts';
import { formatForUnit, showQuantity } from '../../text/quantity.ts';
import type { RawMap } from '../../text/tree.ts';
import { yamlText } from '../../text/yaml-text.ts';
import type { Assumption, Part } from './assumption.ts';
import type { Bound } from './bound.ts';
import type { Evidence } from './evidence.ts';
import type { Known } from './known.ts';
import { type Machine, machineOf } from './machine.ts';
import { qemuPolicy } from './qemu-policy.ts';
import type { WireRate } from './rate.ts';
import type { Writes } from './writes.ts';

export interface Inputs {
  readonly evidence: Evidence;
  readonly known: Known;
  readonly rate: WireRate | undefined;
  readonly bound: Bound;
  readonly writes: Writes | undefined;
}

export interface Inferred {
  /** The tree of the file. */
  readonly raw: RawMap;
  readonly machine: string;
  readonly assumptions: readonly Assumption[];
}

/** Names in it. */
export const GUEST = 'vm';
export const LINK = 'lan';

/** @param memoryPages of the guest, which a scenario cannot do without. */
export function inferScenario(inputs: Inputs, memoryPages: number): Inferred {
  const { evidence, known } = inputs;
  const isLocal = known.isLocal === true;
  const machine = machineOf(evidence, known);
  const network = networkOf(inputs, machine);
  const guest = guestOf(inputs, memoryPages);
  const policy = policyOf(inputs);
  const isQemu = evidence.system === 'qemu';
  const own = isQemu ? { guestDirtyRate: '0 pages/s', guestHotRate: '0 pages/s' } : {};
  const host = hostOf(memoryPages, machine);
  return {
    machine: machine.name,
    raw: {
      title: `Inferred from ${evidence.origin}`,
      machine: machine.name,
      ...(isQemu ? { parameters: own } : {}),
      hosts: isLocal ? { source: host } : { source: host, destination: host },
      ...network.raw,
      guests: { [GUEST]: { host: 'source', ...guest.raw } },
      migrations: [{ guest: GUEST, to: isLocal ? 'source' : 'destination', policy: policy.raw }],
    },
    assumptions: [
      said('machine', machine.name, machine.why, known.machine),
      ...guest.assumptions,
      ...network.assumptions,
      ...policy.assumptions,
    ],
  };
}

/** The text of its file. */
export function scenarioText({ raw, assumptions }: Inferred): string {
  const lines = assumptions.map(
    ({ what, value, why, from }) => `#   ${what}: ${value} (${from}: ${why})`,
  );
  return yamlText(['# Inferred by precopy explain. Where its values are from:', ...lines], raw);
}

/** @param stated by the user; undefined where they say nothing. */
const said = (what: string, value: string, why: string, stated: unknown): Assumption => {
  return { what, value, why, from: stated === undefined ? 'assumed' : 'user' };
};

const fromLog = (what: string, value: string, why: string): Assumption => {
  return { what, value, why, from: 'log' };
};

/** More than its guest needs; profiles of small hosts hold none that is large. */
function hostOf(memoryPages: number, { profile }: Machine): RawMap {
  const bytes = memoryPages * PAGE_BYTES;
  const usual = profile.parameters.hostMemory?.value ?? 0;
  if (bytes <= usual / 2) return {};
  return { memory: `${Math.ceil((2 * bytes) / GIB)} GiB` };
}

function networkOf({ rate, bound, known }: Inputs, { profile }: Machine): Part {
  const { linkBitsPerSecond: link } = known;
  const usual = (name: ParameterName): number => profile.parameters[name]?.value ?? 0;
  if (link !== undefined) return linkPart(known, link, said('link', '', 'as stated', link));
  if (rate === undefined) return { raw: {}, assumptions: [] };
  const needed = (rate.value * BITS_PER_BYTE) / (usual('linkEfficiency') / 100);
  if (bound.cause === 'link' || (bound.cause === 'unknown' && bound.dom0CpuPercent === null)) {
    return linkPart(known, needed, fromLog('link', '', `bounds the rate: ${bound.why}`));
  }
  if (needed <= usual('linkRate')) return { raw: {}, assumptions: [] };
  const why = 'twice what was sent, which it did not bound';
  return linkPart(known, 2 * needed, { what: 'link', value: '', why, from: 'assumed' });
}

function linkPart({ isLocal }: Known, bitsPerSecond: number, assumption: Assumption): Part {
  const rate = formatForUnit(Math.round(bitsPerSecond), 'bit/s');
  const between = ['source', isLocal ? 'source' : 'destination'];
  const value = showQuantity(bitsPerSecond, 'bit/s');
  return {
    raw: { links: [{ name: LINK, between, rate }] },
    assumptions: [{ ...assumption, value }],
  };
}

/** Digits that a rate or a size read off a log is good for. */
const DIGITS = 4;
const short = (value: number): number => Number(value.toPrecision(DIGITS));

function guestOf(inputs: Inputs, memoryPages: number): Part {
  const { evidence, writes, known } = inputs;
  const memory = formatForUnit(memoryPages * PAGE_BYTES, 'bytes');
  const whyMemory = known.memoryPages === undefined ? 'as the log has it' : 'as stated';
  const size = showQuantity(memoryPages * PAGE_BYTES, 'bytes');
  const zeros = evidence.system === 'qemu' ? zerosOf(inputs, memoryPages) : undefined;
  const workload = workloadOf(writes, memoryPages);
  return {
    raw: { memory, ...typeOf(evidence), ...zeros?.raw, workload: workload.raw },
    assumptions: [
      {
        ...fromLog('memory', size, whyMemory),
        ...(known.memoryPages && { from: 'user' as const }),
      },
      ...(zeros?.assumptions ?? []),
      ...workload.assumptions,
    ],
  };
}

/** A profile's usual type is not that of a log in which all frames had memory. */
function typeOf({ system, hasHoles }: Evidence): RawMap {
  if (system !== 'xen-4') return {};
  return { type: hasHoles ? 'pvh' : 'pv' };
}

/** By their count, or by the bytes that were not sent. */
function zerosOf({ evidence, rate, writes }: Inputs, memoryPages: number): Part {
  const { zeroPages, outcome, totalSeconds, samples, stated } = evidence;
  const share = (pages: number): RawMap => {
    const percent = short((100 * Math.min(pages, memoryPages)) / memoryPages);
    return { zeroPages: { share: `${percent} %`, layout: 'scattered' } };
  };
  const shown = (pages: number): string => `${((100 * pages) / memoryPages).toFixed(1)} %`;
  const isCounted = samples.some(({ sentZeroPages }) => sentZeroPages !== undefined);
  if (isCounted && zeroPages !== null) {
    // A first pass that still runs has not seen all of them.
    const seen = Math.min(memoryPages, zeroPages + (stated.sentPages ?? memoryPages));
    const pages = seen === 0 ? 0 : Math.min(zeroPages, seen) * (memoryPages / seen);
    return { raw: share(pages), assumptions: [fromLog('zero pages', shown(pages), 'counted')] };
  }
  const isShort = outcome === 'completed' && writes === undefined && rate !== undefined;
  const sent = isShort ? (rate.value * (totalSeconds ?? 0)) / BYTES_PER_PAGE : memoryPages;
  const zeros = Math.max(0, memoryPages - sent);
  if (!isShort || zeros === 0) {
    const why = 'the source does not count them';
    return {
      raw: share(0),
      assumptions: [{ what: 'zero pages', value: '0 %', why, from: 'assumed' }],
    };
  }
  const why = 'what was sent in all is less than the memory';
  return { raw: share(zeros), assumptions: [fromLog('zero pages', shown(zeros), why)] };
}

/** Rates below one page in this time are none. */
const LEAST_RATE = 1;

function workloadOf(writes: Writes | undefined, memoryPages: number): Part {
  if (writes === undefined) {
    const why = 'no pass of the log tells what the guest writes';
    const assumption: Assumption = { what: 'guest', value: 'idle', why, from: 'assumed' };
    return { raw: { kind: 'idle' }, assumptions: [assumption] };
  }
  const { pagesPerSecond, workingSetPages, law, isLawKnown, passes } = writes;
  const why = `by what ${passes === 1 ? 'one pass' : `${passes} passes`} found dirty`;
  if (pagesPerSecond.value < LEAST_RATE) {
    return { raw: { kind: 'idle' }, assumptions: [fromLog('guest', 'idle', why)] };
  }
  const pages = Math.max(1, Math.min(memoryPages, Math.round(workingSetPages.value)));
  const isSizeKnown = workingSetPages.high !== null && pagesPerSecond.high !== null;
  const size = showQuantity(pages * PAGE_BYTES, 'bytes');
  const whySize = isSizeKnown ? why : 'no pass was long enough to write all of it; the middle';
  const order: Assumption = isLawKnown
    ? fromLog('order of writes', law, 'fits the passes better')
    : { what: 'order of writes', value: law, why: 'the passes do not tell', from: 'assumed' };
  const rate = `${short(pagesPerSecond.value)} pages/s`;
  return {
    raw: {
      kind: 'write',
      rate,
      workingSet: formatForUnit(pages * PAGE_BYTES, 'bytes'),
      pattern: law,
      pacing: 'timer',
    },
    assumptions: [
      fromLog('dirty rate', rate, why),
      { ...fromLog('working set', size, whySize), from: isSizeKnown ? 'log' : 'assumed' },
      order,
    ],
  };
}

function policyOf({ evidence, known, rate, bound }: Inputs): Part {
  if (evidence.system === 'qemu') return qemuPolicy(evidence, known, rate, bound);
  const name = { 'xen-3': 'xen-3.2', 'xen-4': 'xen-4', xenserver: 'xcp-ng' }[evidence.system];
  return {
    raw: { name },
    assumptions: [fromLog('policy', name, `the log is one of ${evidence.format}`)],
  };
}
