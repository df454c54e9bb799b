/** Rates of writers, ways and readers, against what defines them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteStream } from '../../../sim/machine/byte-stream.ts';
import type { Component } from '../../../sim/machine/component.ts';
import { Link } from '../../../sim/machine/link.ts';
import { solveRates } from '../../../sim/machine/rates.ts';
import { domainOn, onOff } from '../../support/machines.ts';

const BUFFER_BYTES = 1000;

/** Where a buffer stands: empty, somewhere, full. */
const level = fc.constantFrom(0, BUFFER_BYTES / 2, BUFFER_BYTES);
const rate = fc.double({ min: 0.01, max: 4, noNaN: true });
/** An end with a CPU of speed 1 that does so many bytes per ns; nobody there, or kept from it. */
const end = fc.oneof({ weight: 4, arbitrary: rate }, { weight: 1, arbitrary: fc.constant(0) });

const streamSpec = fc.record({
  writes: end,
  reads: end,
  sendLevel: level,
  receiveLevel: level,
  links: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 3 }),
});

const systemSpec = fc.record({
  capacities: fc.array(rate, { minLength: 3, maxLength: 3 }),
  streams: fc.array(streamSpec, { minLength: 1, maxLength: 6 }),
});

type SystemSpec = typeof systemSpec extends fc.Arbitrary<infer Spec> ? Spec : never;
type StreamSpec = SystemSpec['streams'][number];

/** Builds it; nothing runs. */
function build({ capacities, streams: specs }: SystemSpec): Component {
  const bench = onOff(1);
  const links = capacities.map((bytesPerNs, at) => {
    return new Link(`link ${at}`, { bytesPerNs, latencyNs: 0 });
  });
  const streams = specs.map((spec, index) => {
    const writer = domainOn(bench, `w${index}`);
    const reader = domainOn(bench, `r${index}`);
    const ends = [...writer.domain.vcpus, ...reader.domain.vcpus];
    const stream = new ByteStream(`stream ${index}`, {
      path: spec.links.map((at) => links[at] as Link),
      sendBufferBytes: BUFFER_BYTES,
      receiveBufferBytes: BUFFER_BYTES,
      ends,
    });
    bench.machinery.open(stream);
    for (const vcpu of ends) Object.assign(vcpu, { speed: 1, held: false });
    if (spec.writes > 0) writer.task.stream('write', stream, { costNs: 1 / spec.writes });
    if (spec.reads > 0) reader.task.stream('read', stream, { costNs: 1 / spec.reads });
    stream.delivered = spec.receiveLevel;
    stream.written = spec.receiveLevel + spec.sendLevel;
    return stream;
  });
  const vcpus = streams.flatMap(({ ends }) => ends);
  return { vcpus, streams, links, strands: [], stale: false, joint: true };
}

/** Equal but for rounding. */
function same(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 * Math.max(one, other);
}

/** True when a link of its way is full and nobody on it is faster: max-min fairness. */
function hasBottleneck({ rate: way, path }: ByteStream): boolean {
  return path.some(({ streams, bytesPerNs }) => {
    const isFull = same(sumOfRates(streams), bytesPerNs);
    return isFull && [...streams].every((other) => other.rate <= way * (1 + 1e-9));
  });
}

function sumOfRates(streams: Iterable<ByteStream>): number {
  let sum = 0;
  for (const { rate: way } of streams) sum += way;
  return sum;
}

describe('rates where every activity has a CPU of its own', () => {
  it('fill no link beyond what it has', () => {
    fc.assert(
      fc.property(systemSpec, (system) => {
        const component = build(system);
        solveRates(component);
        for (const { streams, bytesPerNs } of component.links) {
          expect(sumOfRates(streams)).toBeLessThanOrEqual(bytesPerNs * (1 + 1e-9));
        }
      }),
    );
  });

  it('let nobody wait who has CPU, but for a buffer at its bound or a full link', () => {
    fc.assert(
      fc.property(systemSpec, (system) => {
        const component = build(system);
        solveRates(component);
        component.streams.forEach((stream, index) => {
          const { writes, reads, sendLevel, receiveLevel } = system.streams[index] as StreamSpec;
          const { rate: way } = stream;
          const written = stream.writer?.rate ?? 0;
          const read = stream.reader?.rate ?? 0;
          const sendEmpty = sendLevel === 0;
          const receiveFull = receiveLevel === BUFFER_BYTES;
          const room = sendLevel === BUFFER_BYTES ? way : Infinity;
          const there = receiveLevel === 0 ? way : Infinity;
          expect(same(written, Math.min(writes, room))).toBe(true);
          expect(same(read, Math.min(reads, there))).toBe(true);
          const most = Math.min(sendEmpty ? written : Infinity, receiveFull ? read : Infinity);
          expect(way).toBeLessThanOrEqual(most * (1 + 1e-9));
          expect(same(way, most) || hasBottleneck(stream)).toBe(true);
        });
      }),
    );
  });
});
