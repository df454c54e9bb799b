/** The pipeline writer, link, reader: closed forms, blocking, sharing, and conservation. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteStream } from '../../../../../sim/engine/machine/flow/byte-stream.ts';
import { Link } from '../../../../../sim/engine/machine/flow/link.ts';
import { Task } from '../../../../../sim/engine/machine/flow/task.ts';
import {
  type Actor,
  type Bench,
  domainOn,
  MS,
  onOff,
  runTo,
  streamOn,
} from '../../../../support/machines.ts';
import { cases } from '../../../../support/properties.ts';

const KIB = 1024;
const MB = 1_000_000;

interface Pipe extends Bench {
  readonly stream: ByteStream;
  readonly writer: Actor;
  readonly reader: Actor;
  readonly link: Link;
}

function pipe(
  linkBytesPerNs: number,
  options: { readonly bufferBytes?: number; readonly movedBy?: 'writer' } = {},
): Pipe {
  const { bufferBytes = 64 * KIB, movedBy } = options;
  const bench = onOff(4);
  const writer = domainOn(bench, 'writer');
  const reader = domainOn(bench, 'reader');
  const link = new Link('link', { bytesPerNs: linkBytesPerNs, latencyNs: 0 });
  const setting = { writer, reader, path: [link], bufferBytes };
  const movers = movedBy === undefined ? {} : { movers: writer.domain.vcpus };
  const stream = streamOn(bench, 'stream', { ...setting, ...movers });
  return { ...bench, stream, writer, reader, link };
}

/** Moves bytes through; returns the times at which writer and reader were done, ns. */
function move(pipe: Pipe, bytes: number, writeNs: number, readNs: number): [number, number] {
  const { simulation, stream } = pipe;
  const done: [number, number] = [0, 0];
  simulation.start(
    (function* () {
      yield* pipe.writer.task.write(stream, bytes, writeNs);
      done[0] = simulation.nowNs;
    })(),
  );
  simulation.start(
    (function* () {
      yield* pipe.reader.task.read(stream, bytes, readNs);
      done[1] = simulation.nowNs;
    })(),
  );
  simulation.run({ finished: () => done[0] > 0 && done[1] > 0 });
  return done;
}

describe('a stream that the writer alone pushes', () => {
  it.each([
    ['reader', 64 * KIB],
    ['writer', 0],
  ] as const)('while the %s does not run, moves %s bytes', (paused, bytes) => {
    const one = pipe(1, { movedBy: 'writer' });
    const { scheduler, simulation, stream, writer, reader } = one;
    scheduler.pause((paused === 'reader' ? reader : writer).domain);
    simulation.start(writer.task.write(stream, MB, 1));
    simulation.start(reader.task.read(stream, MB, 1));
    runTo(one, 10 * MS);
    expect(stream.delivered).toBeCloseTo(bytes, -2);
  });
});

interface Setting {
  readonly link: number;
  readonly write: number;
  readonly read: number;
  readonly buffer: number;
  readonly pauses: readonly { readonly at: number; length: number; writer: boolean }[];
}

const setting: fc.Arbitrary<Setting> = fc.record({
  link: fc.double({ min: 0.02, max: 2, noNaN: true }),
  write: fc.double({ min: 0.2, max: 20, noNaN: true }),
  read: fc.double({ min: 0.2, max: 20, noNaN: true }),
  buffer: fc.integer({ min: 4 * KIB, max: 256 * KIB }),
  pauses: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 30_000 }),
      length: fc.integer({ min: 1, max: 9_000 }),
      writer: fc.boolean(),
    }),
    { maxLength: 6 },
  ),
});

/** A pipe whose ends are paused now and then, us. */
function paused({ link, buffer, pauses }: Setting): Pipe {
  const one = pipe(link, { bufferBytes: buffer });
  for (const { at, length, writer } of pauses) {
    const { domain } = writer ? one.writer : one.reader;
    one.simulation.at(at * 1000, () => one.scheduler.pause(domain));
    one.simulation.at((at + length) * 1000, () => one.scheduler.unpause(domain));
  }
  return one;
}

describe('a stream', () => {
  it.each([
    ['the writer', 0.5, 10, 4, 10],
    ['the link', 0.05, 10, 4, 20],
    ['the reader', 0.5, 4, 15, 15],
  ])('moves at the rate of %s when that is the slowest', (_, link, write, read, nsPerByte) => {
    const [, readDone] = move(pipe(link), 10 * MB, write, read);
    expect(readDone / (10 * MB * nsPerByte)).toBeGreaterThan(0.999);
    expect(readDone / (10 * MB * nsPerByte)).toBeLessThan(1.01);
  });

  it('charges each side bytes x cost, however long it was blocked', () => {
    const one = pipe(0.05);
    move(one, 10 * MB, 10, 4);
    expect(one.writer.task.cpuNs).toBeCloseTo(100 * MB, 0);
    expect(one.reader.task.cpuNs).toBeCloseTo(40 * MB, 0);
  });

  it('fills its buffers and then holds the writer until the reader comes', () => {
    const one = pipe(1);
    const { simulation, stream, writer, reader } = one;
    simulation.start(writer.task.write(stream, MB, 1));
    runTo(one, 50 * MS);
    one.machinery.settleStream(stream);
    expect(Math.abs(stream.written - 128 * KIB)).toBeLessThan(64);
    expect(writer.domain.vcpus[0]?.utilisation).toBe(0);
    simulation.start(reader.task.read(stream, MB, 1));
    simulation.run();
    expect([stream.written, stream.read]).toEqual([MB, MB]);
  });

  it('lets the writer fill its buffer at its own pace while the reader holds the way', () => {
    const one = pipe(1);
    const { simulation, stream, writer, reader } = one;
    // The reader takes a byte in 40 ns, the writer makes one in 10: after 64 KiB / (1/10 - 1/40) ns
    // the receive buffer is full, and as much later the send buffer.
    const fullNs = (64 * KIB) / (1 / 10 - 1 / 40);
    simulation.start(writer.task.write(stream, MB, 10));
    simulation.start(reader.task.read(stream, MB, 40));
    runTo(one, Math.round(1.9 * fullNs));
    one.machinery.settleStream(stream);
    expect(stream.receiveFull).toBe(true);
    expect(stream.written / (1.9 * fullNs)).toBeCloseTo(1 / 10, 4);
    expect(stream.read / (1.9 * fullNs)).toBeCloseTo(1 / 40, 4);
  });

  it('stands while either end may not run', () => {
    const one = pipe(1);
    const { simulation, scheduler } = one;
    simulation.at(2 * MS, () => scheduler.pause(one.reader.domain));
    simulation.at(7 * MS, () => scheduler.unpause(one.reader.domain));
    simulation.at(9 * MS, () => scheduler.pause(one.writer.domain));
    simulation.at(10 * MS, () => scheduler.unpause(one.writer.domain));
    const [, readDone] = move(one, 10 * MB, 1, 1);
    expect(readDone / MS).toBeGreaterThan(15.7);
    expect(readDone / MS).toBeLessThan(16.1);
  });

  it('shares a link equally with another', () => {
    const one = pipe(0.1);
    const second = { writer: domainOn(one, 'w2'), reader: domainOn(one, 'r2') };
    const way = { path: [one.link], bufferBytes: 64 * KIB };
    const stream = streamOn(one, 'second', { ...second, ...way });
    one.simulation.start(second.writer.task.write(stream, 10 * MB, 1));
    one.simulation.start(second.reader.task.read(stream, 10 * MB, 1));
    const [, readDone] = move(one, 5 * MB, 1, 1);
    expect(readDone / (5 * MB * 20)).toBeCloseTo(1, 2);
  });

  it.each([
    ['not at all while an uplink is wider than their interfaces together', 0.2, 1],
    ['an uplink that is narrower', 0.1, 2],
  ])('shares %s', (_, uplinkBytesPerNs, times) => {
    const uplink = new Link('uplink', { bytesPerNs: uplinkBytesPerNs, latencyNs: 0 });
    const bench = onOff(8);
    const ends = ['a', 'b'].map((name) => {
      const writer = domainOn(bench, `w${name}`);
      const reader = domainOn(bench, `r${name}`);
      const own = new Link(name, { bytesPerNs: 0.1, latencyNs: 0 });
      const way = { path: [own, uplink], bufferBytes: 64 * KIB };
      const stream = streamOn(bench, name, { writer, reader, ...way });
      bench.simulation.start(writer.task.write(stream, 5 * MB, 1));
      bench.simulation.start(reader.task.read(stream, 5 * MB, 1));
      return stream;
    });
    expect(bench.machinery.componentOf(ends[0] as ByteStream).streams.length).toBe(times);
    bench.simulation.run({ finished: () => ends.every(({ read }) => read >= 5 * MB) });
    expect(bench.simulation.nowNs / (5 * MB * 10 * times)).toBeCloseTo(1, 2);
  });

  it('shares a CPU equally with a task that burns', () => {
    const one = pipe(1);
    one.writer.task.load(1);
    const [, readDone] = move(one, MB, 10, 1);
    expect(readDone / (20 * MB)).toBeCloseTo(1, 2);
  });

  it('keeps bytes, levels and CPU right whatever is paused and when', () => {
    fc.assert(
      fc.property(setting, (each) => {
        const { link, write, read } = each;
        const one = paused(each);
        const bytes = MB;
        const [writeDone, readDone] = move(one, bytes, write, read);
        const { stream } = one;
        expect([stream.written, stream.read]).toEqual([bytes, bytes]);
        expect(writeDone).toBeLessThanOrEqual(readDone + 16 * write);
        expect(readDone).toBeGreaterThanOrEqual(bytes * Math.max(1 / link, write, read) * 0.999);
        expect(one.writer.task.cpuNs).toBe(Math.round(bytes * write));
        expect(one.reader.task.cpuNs).toBe(Math.round(bytes * read));
      }),
      { numRuns: cases(60) },
    );
  });

  it('is the same to the last bit at whatever instants it is looked at and solved again', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 40_000_000 }), { maxLength: 30 });
    const readAt = (one: Pipe): (() => unknown) => {
      const { machinery, simulation, stream } = one;
      let seen: unknown;
      simulation.at(5 * MS, () => {
        const { cpuNsNow } = one.writer.task;
        seen = [machinery.readUntilNow(stream), cpuNsNow];
      });
      return () => seen;
    };
    fc.assert(
      fc.property(setting, looks, (each, instants) => {
        const alone = paused(each);
        const looked = paused(each);
        const { machinery, simulation, stream, link } = looked;
        const ways = [
          () => machinery.settleStream(stream),
          () => machinery.settle(looked.writer.task.vcpu),
          () => machinery.touchLink(link),
        ];
        for (const [at, ns] of instants.entries()) {
          simulation.at(ns, () => machinery.isOpen(stream) && ways[at % ways.length]?.());
        }
        const [one, other] = [readAt(alone), readAt(looked)];
        const { write, read } = each;
        expect(move(looked, MB, write, read)).toEqual(move(alone, MB, write, read));
        expect(other()).toEqual(one());
        expect(looked.reader.task.cpuNs).toBe(alone.reader.task.cpuNs);
      }),
      { numRuns: cases(60) },
    );
  });

  it('moves as it does beside others that want nothing, to the ns', () => {
    fc.assert(
      fc.property(setting, (each) => {
        const alone = paused(each);
        const beside = paused(each);
        for (const { domain } of [beside.writer, beside.reader]) {
          new Task(beside.machinery, domain, 'nothing', 'background', {
            vcpu: domain.vcpus[0],
          }).load(0);
        }
        const { write, read } = each;
        expect(move(alone, MB, write, read)).toEqual(move(beside, MB, write, read));
      }),
      { numRuns: cases(60) },
    );
  });
});
