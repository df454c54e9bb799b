/** Channels of multifd: how long the first pass of a guest that writes nothing takes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MultifdOptions } from '../../../../models/policy/qemu/multifd.ts';
import { type QemuOptions, qemu } from '../../../../models/policy/qemu.ts';
import type { Outcome } from '../../../../sim/engine/mechanism/migration.ts';
import { carryOut, type MoveOptions, newMove } from '../../../../sim/study/fuzz/oracle/moves.ts';
import { cases } from '../../../support/properties.ts';

const PAGES = 20_000;
const SOURCE_NS = 4000;
const QUEUED_NS = 100;
const ZERO_NS = 500;
const MEETING_NS = 10_000;

type Options = Partial<QemuOptions> & Partial<MoveOptions>;

/** Pages are looked after by `--verify`, and streams have to be empty when they are closed. */
function moved({
  cpus = 100,
  bytesPerNs = 100,
  zeros,
  parameters,
  incompressible = 0,
  ...rules
}: Options): Outcome {
  const move = newMove({
    pages: PAGES,
    slackPages: 0,
    scan: 'plain',
    ...(zeros && { zeros }),
    cpus,
    bytesPerNs,
    incompressible,
    parameters: {
      sourceCpuPerPage: SOURCE_NS,
      destinationCpuPerPage: 1000,
      destinationCpuPerNewPage: 0,
      qemuCpuPerQueuedPage: QUEUED_NS,
      qemuCpuPerZeroPage: ZERO_NS,
      qemuChannelMeeting: MEETING_NS,
      ...parameters,
    },
    policy: qemu({
      release: '9.2',
      bitsPerSecond: 1e15,
      downtimeLimitSeconds: 1e-3,
      maxSeconds: 600,
      onLimit: 'abandon',
      ...rules,
    }),
    activity: () => ({ cpuDemand: 0, advance: () => undefined }),
  });
  return carryOut(move, { kind: 'pipeline' });
}

const passNs = (options: Options): number => moved(options).rounds[0]?.durationNs ?? 0;
const channels = (count: number, more: Partial<MultifdOptions> = {}): Options => {
  return { multifd: { channels: count, ...more } };
};
/** Within a part of it. */
const isNear = (ns: number, expected: number, part = 0.01): void => {
  expect(Math.abs(ns / expected - 1)).toBeLessThan(part);
};

describe('n channels', () => {
  it.each([1, 2, 4, 7, 16])('%i share the pages, each on a CPU of its own', (count) => {
    isNear(passNs(channels(count)), MEETING_NS + (PAGES * SOURCE_NS) / count);
  });

  it('get no more pages than the main thread hands out', () => {
    isNear(passNs(channels(60)), MEETING_NS + PAGES * QUEUED_NS);
  });

  it('share CPUs with the main thread where there are fewer', () => {
    const ns = (PAGES * (SOURCE_NS + QUEUED_NS)) / 2;
    isNear(passNs({ ...channels(5), cpus: 2 }), MEETING_NS + ns, 0.03);
  });

  it('share a link', () => {
    const ns = (PAGES * 4107) / 2;
    isNear(passNs({ ...channels(8), bytesPerNs: 2 }), ns, 0.1);
    expect(moved({ ...channels(8), bytesPerNs: 2 }).bytesSent).toBeGreaterThan(PAGES * 4107);
  });

  it('share the limit of a window', () => {
    const parameters = { qemuSetupCpu: 0 };
    const rules = { ...channels(4), bitsPerSecond: (PAGES * 4107 * 8) / 0.35, parameters };
    isNear(passNs(rules), 300e6, 0.03);
  });
});

describe('pages of zeros', () => {
  const zeros = { firstPfn: 0, pages: PAGES };

  it('are found by the main thread up to 8.2, and then by the channels', () => {
    const old = { ...channels(4), zeros, release: '8.2' } as const;
    isNear(passNs(old), MEETING_NS + PAGES * ZERO_NS);
    isNear(passNs({ ...channels(4), zeros }), MEETING_NS + (PAGES * ZERO_NS) / 4);
    const legacy = channels(4, { zeroPageDetection: 'legacy' });
    isNear(passNs({ ...legacy, zeros }), MEETING_NS + PAGES * ZERO_NS);
  });

  it('come as 9 bytes on the main stream, or as 11 on a channel', () => {
    const bytes = (options: Options) => moved({ ...options, zeros }).rounds[0]?.bytes;
    expect(bytes(channels(2))).toBe(PAGES * 11);
    expect(bytes({ ...channels(2), release: '8.2' })).toBe(PAGES * 9);
    expect(bytes({})).toBe(PAGES * 9);
  });
});

describe('compression', () => {
  const parameters = { zstdSize: 25, zstdCpuPerPage: 10_000, zstdCpuPerRestoredPage: 3000 };
  const options = { ...channels(4, { compression: 'zstd' }), parameters };

  it('costs CPU of the channels, and what is copied is less', () => {
    isNear(passNs(options), MEETING_NS + (PAGES * (10_000 + SOURCE_NS / 4)) / 4);
    expect(moved(options).rounds[0]?.bytes).toBe(PAGES * (11 + 1024));
  });

  it('leaves pages as they are that it cannot make smaller', () => {
    expect(moved({ ...options, incompressible: 0.5 }).rounds[0]?.bytes).toBe(PAGES * (11 + 2560));
  });

  it('was not counted before 8.1', () => {
    expect(moved({ ...options, release: '7.2' }).rounds[0]?.bytes).toBe(PAGES * 4107);
  });
});

describe('TLS', () => {
  const parameters = { qemuCpuPerTlsPage: 2000, qemuTlsHandshake: 5e6 };

  it('costs CPU of each thread that copies', () => {
    isNear(passNs({ tls: true, parameters }), PAGES * (SOURCE_NS + 2000));
    const ns = MEETING_NS + (PAGES * (SOURCE_NS + 2000)) / 3;
    isNear(passNs({ ...channels(3), tls: true, parameters }), ns);
  });

  it('begins with a hand-shake of the main connection, and then of all channels', () => {
    const setup = (options: Options) => moved(options).parts[0]?.durationNs ?? 0;
    const [plain, one] = [setup({ parameters }), setup({ tls: true, parameters })];
    const all = setup({ ...channels(9), tls: true, parameters });
    expect([one - plain, all - plain]).toEqual([5e6, 10e6]);
  });
});

it('is never slower with one channel more, where CPUs and the link have room', () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 100, max: 8000 }),
    fc.integer({ min: 100, max: 8000 }),
    fc.nat(PAGES),
    fc.constantFrom('7.2' as const, '8.2' as const, '9.2' as const),
    (count, sourceCpuPerPage, destinationCpuPerPage, full, release) => {
      const parameters = { sourceCpuPerPage, destinationCpuPerPage };
      const zeros = { firstPfn: full, pages: PAGES - full };
      const ns = (lanes: number) => passNs({ ...channels(lanes), parameters, zeros, release });
      expect(ns(count + 1)).toBeLessThanOrEqual(ns(count) * 1.005 + 20_000);
    },
  );
  fc.assert(property, { numRuns: cases(60) });
});
