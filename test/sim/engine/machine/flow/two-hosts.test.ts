/** A stream between two hosts of one CPU each, whose ends share it with others: it always ends. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../../../../sim/engine/kernel/simulation.ts';
import { ByteStream } from '../../../../../sim/engine/machine/flow/byte-stream.ts';
import { Link } from '../../../../../sim/engine/machine/flow/link.ts';
import { Machinery } from '../../../../../sim/engine/machine/flow/machinery.ts';
import type { Debit } from '../../../../../sim/engine/machine/scheduler/credit-accounting.ts';
import { OnOffScheduler } from '../../../../../sim/engine/machine/scheduler/on-off-scheduler.ts';
import { domainOn } from '../../../../support/machines.ts';

const KIB = 1024;
const BYTES = 512 * KIB;

interface Case {
  readonly debit: Debit;
  readonly rateLimitMs: number;
  readonly bytesPerNs: number;
  readonly buffersKib: readonly [number, number];
  readonly costsNs: readonly [number, number];
  readonly capsPercent: readonly [number, number];
  readonly neighbours: readonly [boolean, boolean];
  readonly chunk: number;
}

const both = <Value>(value: fc.Arbitrary<Value>) => fc.tuple(value, value);
const cases: fc.Arbitrary<Case> = fc.record({
  debit: fc.constantFrom<Debit>('sampled', 'exact'),
  rateLimitMs: fc.constantFrom(0, 1),
  bytesPerNs: fc.double({ min: 0.005, max: 1.25, noNaN: true }),
  buffersKib: both(fc.integer({ min: 4, max: 256 })),
  costsNs: both(fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 10, noNaN: true }))),
  capsPercent: both(fc.constantFrom(Infinity, 5, 20, 50, 80, 100)),
  neighbours: both(fc.boolean()),
  chunk: fc.integer({ min: 1000, max: BYTES }),
});

/** One host of one CPU: the end of the stream, and perhaps a guest that never sleeps. */
function host(simulation: Simulation, machinery: Machinery, one: Case, at: 0 | 1) {
  const scheduler = new OnOffScheduler(simulation, {
    host: `host ${at}`,
    cpus: 1,
    version: { debit: one.debit, rateLimitNs: one.rateLimitMs * 1e6 },
    changed: machinery.touch,
    settle: machinery.settle.bind(machinery),
  });
  const bench = { simulation, machinery, scheduler };
  const end = domainOn(bench, `dom0 ${at}`, { capPercent: one.capsPercent[at] });
  if (one.neighbours[at]) simulation.start(domainOn(bench, `guest ${at}`).task.burn(Infinity));
  return end;
}

function transfer(one: Case): { readonly cpuNs: number[]; readonly read: number } {
  const simulation = new Simulation('1');
  const machinery = new Machinery(simulation);
  const ends = [host(simulation, machinery, one, 0), host(simulation, machinery, one, 1)] as const;
  const stream = new ByteStream('stream', {
    path: [new Link('link', { bytesPerNs: one.bytesPerNs, latencyNs: 0 })],
    sendBufferBytes: one.buffersKib[0] * KIB,
    receiveBufferBytes: one.buffersKib[1] * KIB,
    ends: ends.flatMap(({ domain }) => domain.vcpus),
  });
  machinery.open(stream);
  const writing = simulation.start(
    (function* () {
      for (let sent = 0; sent < BYTES; sent += one.chunk) {
        yield* ends[0].task.write(stream, Math.min(one.chunk, BYTES - sent), one.costsNs[0]);
      }
    })(),
  );
  const reading = simulation.start(ends[1].task.read(stream, BYTES, one.costsNs[1]));
  simulation.run({ finished: () => writing.finished && reading.finished, untilNs: 3600e9 });
  return { cpuNs: ends.map(({ task }) => task.cpuNs), read: stream.read };
}

describe('a stream between two hosts of one CPU', () => {
  it('ends, and costs each side its bytes, whatever caps, buffers, costs and neighbours', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { cpuNs, read } = transfer(one);
        expect(read).toBe(BYTES);
        const pieces = [Math.ceil(BYTES / one.chunk), 1];
        for (const [at, cost] of one.costsNs.entries()) {
          // Each write and read counts whole ns.
          expect(Math.abs((cpuNs[at] as number) - BYTES * cost)).toBeLessThanOrEqual(
            (pieces[at] as number) / 2,
          );
        }
      }),
    );
  });

  it('goes on where its reader makes room while its writer waits for its CPU', () => {
    const one: Case = {
      debit: 'exact',
      rateLimitMs: 1,
      bytesPerNs: 0.117_625,
      buffersKib: [16, 340],
      costsNs: [0.53, 3.865],
      capsPercent: [100, 50],
      neighbours: [true, false],
      chunk: BYTES / 4,
    };
    expect(transfer(one).read).toBe(BYTES);
  });
});
