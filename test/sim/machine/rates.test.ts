/** Rates of writers, ways and readers, against what defines them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../sim/machine/activity.ts';
import { ByteStream } from '../../../sim/machine/byte-stream.ts';
import type { Component } from '../../../sim/machine/component.ts';
import { Link } from '../../../sim/machine/link.ts';
import { solveRates } from '../../../sim/machine/rates.ts';
import { solveShared } from '../../../sim/machine/shared-rates.ts';
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

const crowdedSpec = fc.record({
  speeds: fc.array(fc.constantFrom(0, 0.3, 1), { minLength: 1, maxLength: 3 }),
  capacities: fc.array(rate, { minLength: 3, maxLength: 3 }),
  streams: fc.array(
    fc.record({
      writerAt: fc.nat(2),
      readerAt: fc.nat(2),
      writes: end,
      reads: end,
      writesAtMost: fc.option(rate, { nil: Infinity }),
      sendLevel: level,
      receiveLevel: level,
      links: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 2, maxLength: 6 },
  ),
  loads: fc.array(
    fc.record({ at: fc.nat(2), share: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
    {
      maxLength: 3,
    },
  ),
});

type CrowdedSpec = typeof crowdedSpec extends fc.Arbitrary<infer Spec> ? Spec : never;

/** A few virtual CPUs that all streams and loads share. */
function buildCrowded({ speeds, capacities, streams: specs, loads }: CrowdedSpec): Component {
  const bench = onOff(1);
  const links = capacities.map((bytesPerNs, at) => {
    return new Link(`link ${at}`, { bytesPerNs, latencyNs: 0 });
  });
  const domains = speeds.map((_, at) => domainOn(bench, `d${at}`));
  const at = (index: number) => domains[index % domains.length] as (typeof domains)[number];
  const vcpus = domains.flatMap(({ domain }) => domain.vcpus);
  const streams = specs.map((spec, index) => {
    const [writer, reader] = [at(spec.writerAt), at(spec.readerAt)];
    const stream = new ByteStream(`stream ${index}`, {
      path: spec.links.map((link) => links[link] as Link),
      sendBufferBytes: BUFFER_BYTES,
      receiveBufferBytes: BUFFER_BYTES,
      ends: [...new Set([...writer.domain.vcpus, ...reader.domain.vcpus])],
    });
    bench.machinery.open(stream);
    const pace = { costNs: 1 / spec.writes, rateMax: spec.writesAtMost };
    if (spec.writes > 0) writer.task.stream('write', stream, pace);
    if (spec.reads > 0) reader.task.stream('read', stream, { costNs: 1 / spec.reads });
    stream.delivered = spec.receiveLevel;
    stream.written = spec.receiveLevel + spec.sendLevel;
    return stream;
  });
  for (const load of loads) at(load.at).task.load(load.share);
  vcpus.forEach((vcpu, index) => {
    Object.assign(vcpu, { speed: speeds[index], held: speeds[index] === 0 });
  });
  return { vcpus, streams, links, strands: [], stale: false, joint: true };
}

/** True when its virtual CPU is full and nobody there has more of it. */
function hasFullCpu({ vcpu, share }: Activity): boolean {
  const used = vcpu.activities.reduce((sum, other) => sum + other.share, 0);
  return (
    same(used, vcpu.speed) && vcpu.activities.every((other) => other.share <= share * (1 + 1e-9))
  );
}

describe('rates where streams share virtual CPUs', () => {
  it('use no virtual CPU and no link beyond what it has, after however few turns', () => {
    fc.assert(
      fc.property(crowdedSpec, fc.integer({ min: 1, max: 4 }), (spec, turnsMax) => {
        const component = buildCrowded(spec);
        solveShared(component, turnsMax);
        for (const { activities, speed } of component.vcpus) {
          const used = activities.reduce((sum, { share }) => sum + share, 0);
          expect(used).toBeLessThanOrEqual(speed * (1 + 1e-9));
        }
        for (const { streams, bytesPerNs } of component.links) {
          expect(sumOfRates(streams)).toBeLessThanOrEqual(bytesPerNs * (1 + 1e-9));
        }
      }),
    );
  });

  it('keep nobody below others but for a limit, a buffer at its bound or a full resource', () => {
    fc.assert(
      fc.property(crowdedSpec, (spec) => {
        const component = buildCrowded(spec);
        solveRates(component);
        for (const activity of component.vcpus.flatMap(({ activities }) => activities)) {
          const { kind, stream, rate: own, rateMax } = activity;
          const isHeld = kind === 'write' ? stream?.sendFull : stream?.receiveEmpty;
          const follows = isHeld === true && same(own, stream?.rate ?? 0);
          expect(follows || same(own, rateMax) || hasFullCpu(activity)).toBe(true);
        }
        for (const stream of component.streams) {
          const { rate: way, writer, reader, sendEmpty, receiveFull } = stream;
          const follows =
            (sendEmpty && same(way, writer?.rate ?? 0)) ||
            (receiveFull && same(way, reader?.rate ?? 0));
          expect(follows || !stream.open || hasBottleneck(stream)).toBe(true);
        }
      }),
    );
  });
});
