/** Rates of writers, ways and readers, against what defines them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../../../sim/engine/machine/flow/activity.ts';
import type { ByteStream } from '../../../../../sim/engine/machine/flow/byte-stream.ts';
import type {
  Component,
  CpuNode,
  LinkNode,
  StreamNode,
} from '../../../../../sim/engine/machine/flow/component.ts';
import type { Vcpu } from '../../../../../sim/engine/machine/flow/domain.ts';
import { Link } from '../../../../../sim/engine/machine/flow/link.ts';
import { solve } from '../../../../../sim/engine/machine/flow/solve.ts';
import { solveCoupled } from '../../../../../sim/engine/machine/flow/solve-coupled.ts';
import { type Actor, type Bench, domainOn, onOff, streamOn } from '../../../../support/machines.ts';

const BUFFER_BYTES = 1000;

/** Where a buffer stands: empty, somewhere, full. */
const level = fc.constantFrom(0, BUFFER_BYTES / 2, BUFFER_BYTES);
const rate = fc.double({ min: 0.01, max: 4, noNaN: true });
/** An end with a CPU of speed 1 that does so many bytes per ns; nobody there, or kept from it. */
const end = fc.oneof({ weight: 4, arbitrary: rate }, { weight: 1, arbitrary: fc.constant(0) });

const streamFields = {
  writes: end,
  reads: end,
  sendLevel: level,
  receiveLevel: level,
  links: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 3 }),
  /** Of a full link: what does not back off has more than others. */
  weight: fc.constantFrom(1, 1, 4),
};
const streamSpec = fc.record(streamFields);
const capacities = fc.array(rate, { minLength: 3, maxLength: 3 });

const systemSpec = fc.record({
  capacities,
  streams: fc.array(streamSpec, { minLength: 1, maxLength: 6 }),
});

type SystemSpec = typeof systemSpec extends fc.Arbitrary<infer Spec> ? Spec : never;
type StreamSpec = SystemSpec['streams'][number];

function linksOf(capacities: readonly number[]): Link[] {
  return capacities.map((bytesPerNs, at) => {
    return new Link(`link ${at}`, { bytesPerNs, latencyNs: 0 });
  });
}

/** A stream with who writes and reads, its buffers filled as the description says. */
function streamOf(
  spec: StreamSpec & { readonly writesAtMost?: number },
  { bench, links, writer, reader }: { bench: Bench; links: Link[]; writer: Actor; reader: Actor },
): ByteStream {
  const path = spec.links.map((at) => links[at] as Link);
  const setting = { writer, reader, path, bufferBytes: BUFFER_BYTES, weight: spec.weight };
  const stream = streamOn(bench, 'stream', setting);
  const pace = { costNs: 1 / spec.writes, rateMax: spec.writesAtMost ?? Infinity };
  if (spec.writes > 0) writer.task.stream('write', stream, pace);
  if (spec.reads > 0) reader.task.stream('read', stream, { costNs: 1 / spec.reads });
  stream.delivered = spec.receiveLevel;
  stream.written = spec.receiveLevel + spec.sendLevel;
  return stream;
}

/** Builds it; nothing runs. */
function build({ capacities, streams: specs }: SystemSpec): Component {
  const bench = onOff(1);
  const links = linksOf(capacities);
  const streams = specs.map((spec, index) => {
    const [writer, reader] = [domainOn(bench, `w${index}`), domainOn(bench, `r${index}`)];
    return streamOf(spec, { bench, links, writer, reader });
  });
  const vcpus = streams.flatMap(({ ends }) => ends);
  for (const vcpu of vcpus) Object.assign(vcpu, { speed: 1, held: false });
  return allOf(bench, vcpus);
}

/** The components of some virtual CPUs as one, as if all of their links could be filled. */
function allOf({ machinery }: Bench, vcpus: readonly Vcpu[]): Component {
  const found = [...new Set(vcpus.map((vcpu) => machinery.componentOf(vcpu)))];
  const streams = found
    .flatMap((each) => each.streams)
    .sort((one, other) => one.order - other.order);
  const links = [...new Set(streams.flatMap((each) => each.links))];
  const cpus = found.flatMap((each) => each.cpus);
  return { cpus, streams, links, groups: [], stale: false, joint: true };
}

function expectNoLinkOverfull({ links }: Component): void {
  for (const { streams, link } of links) {
    expect(sumOfRates(streams)).toBeLessThanOrEqual(link.bytesPerNs * (1 + 1e-9));
  }
}

/** Equal but for rounding. */
function same(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 * Math.max(one, other);
}

/** True when a link of its way is full and nobody on it has more by weight: max-min fairness. */
function hasBottleneck({ stream: { rate: way, weight }, links }: StreamNode): boolean {
  return links.some(({ streams, link }: LinkNode) => {
    const isFull = same(sumOfRates(streams), link.bytesPerNs);
    const most = (way / weight) * (1 + 1e-9);
    return isFull && [...streams].every(({ stream }) => stream.rate / stream.weight <= most);
  });
}

function sumOfRates(streams: Iterable<StreamNode>): number {
  let sum = 0;
  for (const { stream } of streams) sum += stream.rate;
  return sum;
}

/** The rates of all activities and ways. */
function ratesOf({ cpus, streams }: Component): number[] {
  const activities = cpus.flatMap((cpu) => cpu.activities);
  return [...activities, ...streams.map(({ stream }) => stream)].map((each) => each.rate);
}

describe('rates where every activity has a CPU of its own', () => {
  it('are the same by either way of solving', () => {
    fc.assert(
      fc.property(systemSpec, (system) => {
        const apart = build(system);
        solve(apart);
        const coupled = build(system);
        solveCoupled(coupled);
        const rates = ratesOf(coupled);
        ratesOf(apart).forEach((each, index) => {
          expect(same(each, rates[index] as number)).toBe(true);
        });
      }),
    );
  });

  it('fill no link beyond what it has', () => {
    fc.assert(
      fc.property(systemSpec, (system) => {
        const component = build(system);
        solve(component);
        expectNoLinkOverfull(component);
      }),
    );
  });

  it('let nobody wait who has CPU, but for a buffer at its bound or a full link', () => {
    fc.assert(
      fc.property(systemSpec, (system) => {
        const component = build(system);
        solve(component);
        component.streams.forEach((node, index) => {
          const { writes, reads, sendLevel, receiveLevel } = system.streams[index] as StreamSpec;
          const { rate: way } = node.stream;
          const written = node.writer?.rate ?? 0;
          const read = node.reader?.rate ?? 0;
          const sendEmpty = sendLevel === 0;
          const receiveFull = receiveLevel === BUFFER_BYTES;
          const room = sendLevel === BUFFER_BYTES ? way : Infinity;
          const there = receiveLevel === 0 ? way : Infinity;
          expect(same(written, Math.min(writes, room))).toBe(true);
          expect(same(read, Math.min(reads, there))).toBe(true);
          const most = Math.min(sendEmpty ? written : Infinity, receiveFull ? read : Infinity);
          expect(way).toBeLessThanOrEqual(most * (1 + 1e-9));
          expect(same(way, most) || hasBottleneck(node)).toBe(true);
        });
      }),
    );
  });
});

const crowdedSpec = fc.record({
  speeds: fc.array(fc.constantFrom(0, 0.3, 1), { minLength: 1, maxLength: 3 }),
  capacities,
  streams: fc.array(
    fc.record({
      ...streamFields,
      writerAt: fc.nat(2),
      readerAt: fc.nat(2),
      writesAtMost: fc.option(rate, { nil: Infinity }),
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
  const links = linksOf(capacities);
  const domains = speeds.map((_, at) => domainOn(bench, `d${at}`));
  const at = (index: number) => domains[index % domains.length] as Actor;
  const vcpus = domains.flatMap(({ domain }) => domain.vcpus);
  for (const spec of specs) {
    const [writer, reader] = [at(spec.writerAt), at(spec.readerAt)];
    streamOf(spec, { bench, links, writer, reader });
  }
  for (const load of loads) at(load.at).task.load(load.share);
  vcpus.forEach((vcpu, index) => {
    Object.assign(vcpu, { speed: speeds[index], held: speeds[index] === 0 });
  });
  return allOf(bench, vcpus);
}

/** True when its virtual CPU is full and no other activity there has more of it. */
function hasFullCpu({ share }: Activity, { vcpu, activities }: CpuNode): boolean {
  const used = activities.reduce((sum, other) => sum + other.share, 0);
  return same(used, vcpu.speed) && activities.every((other) => other.share <= share * (1 + 1e-9));
}

describe('rates where streams share virtual CPUs', () => {
  it('use no virtual CPU and no link beyond what it has, after however few turns', () => {
    fc.assert(
      fc.property(crowdedSpec, fc.integer({ min: 1, max: 4 }), (spec, turnsMax) => {
        const component = buildCrowded(spec);
        solveCoupled(component, turnsMax);
        for (const { activities, vcpu } of component.cpus) {
          const used = activities.reduce((sum, { share }) => sum + share, 0);
          expect(used).toBeLessThanOrEqual(vcpu.speed * (1 + 1e-9));
        }
        expectNoLinkOverfull(component);
      }),
    );
  });

  it('keep nobody below others but for a limit, a buffer at its bound or a full resource', () => {
    fc.assert(
      fc.property(crowdedSpec, (spec) => {
        const component = buildCrowded(spec);
        solve(component);
        for (const cpu of component.cpus) {
          for (const activity of cpu.activities) {
            const { kind, stream, rate: own, rateMax } = activity;
            const isHeld = kind === 'write' ? stream?.sendFull : stream?.receiveEmpty;
            const follows = isHeld === true && same(own, stream?.rate ?? 0);
            expect(follows || same(own, rateMax) || hasFullCpu(activity, cpu)).toBe(true);
          }
        }
        for (const node of component.streams) {
          const { stream, writer, reader } = node;
          const { rate: way, sendEmpty, receiveFull } = stream;
          const follows =
            (sendEmpty && same(way, writer?.rate ?? 0)) ||
            (receiveFull && same(way, reader?.rate ?? 0));
          expect(follows || !stream.open || hasBottleneck(node)).toBe(true);
        }
      }),
    );
  });
});
