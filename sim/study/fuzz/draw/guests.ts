/** Guests: memory, CPU, and what they do. Small ones, since many are to be run. */
import { present } from '../../../text/fields.ts';
import type { Draws } from './draws.ts';
import { FORMULAS } from './formulas.ts';
import type { Fields } from './tree.ts';

/** What a guest is drawn for. */
export interface GuestGround {
  readonly hosts: readonly string[];
  /** Least number of CPUs of them. */
  readonly cpus: number;
  /** Types that its migration can move; none where the machine's is taken. */
  readonly types: readonly string[];
  /** Whether xapi balloons it down. */
  readonly balloons: boolean;
}

/** A guest on one of the hosts. */
export function drawGuest(draw: Draws, { hosts, cpus, types, balloons }: GuestGround): Fields {
  const mib = draw.of(4, 4, 4, 4, 4, 5, 6, 8, 8, 16);
  const kib = draw.of(0, 0, 4, 508);
  const memoryKib = mib * 1024 + kib;
  const vcpus = draw.of(1, 1, 1, 2, 3);
  const isBallooned = balloons && mib > 4 && draw.chance(0.4);
  const roomKib = isBallooned ? 4096 : memoryKib;
  return present({
    host: draw.of(...hosts),
    memory: kib === 0 ? `${mib} MiB` : `${memoryKib} KiB`,
    dynamicMin: isBallooned ? '4 MiB' : undefined,
    type: types.length === 0 ? undefined : draw.of(...types),
    vcpus: vcpus === 1 ? undefined : vcpus,
    cap: draw.maybe(0.15, () => `${draw.of(5, 35, 60, 100 * Math.min(cpus, vcpus))} %`),
    weight: draw.maybe(0.1, () => draw.of(1, 64, 512, 65_535)),
    zeroPages: draw.maybe(0.5, () => drawZeroPages(draw)),
    hintedPages: draw.maybe(0.1, () => `${draw.of(5, 40, 100)} %`),
    firmwarePages: draw.maybe(0.05, () => draw.of(1, 300)),
    incompressiblePages: draw.maybe(0.1, () => `${draw.of(0, 30, 100)} %`),
    devices: draw.maybe(0.08, () => [
      present({
        kind: draw.of('vfio', 'vhost', 'other', 'other'),
        count: draw.maybe(0.5, () => draw.whole(1, 4)),
        state: draw.maybe(0.5, () => draw.of('1 KiB', '3 MiB')),
        save: draw.maybe(0.3, () => '20 ms'),
        loadRate: draw.maybe(0.3, () => '100 Mbit/s'),
        atOnce: draw.maybe(0.3, () => 2),
      }),
    ]),
    workload: drawWorkload(draw, roomKib),
  });
}

/** Local disks and how they are mirrored. */
export function drawDisks(draw: Draws): { readonly disks: Fields; readonly mirror: Fields } {
  const disk = (): Fields =>
    present({
      size: '8 MiB',
      allocated: draw.maybe(0.5, () => draw.of('64 KiB', '3 MiB')),
      writes: draw.maybe(0.6, () => draw.of('10 kB/s', '2 MB/s')),
      writeSize: draw.maybe(0.3, () => '4 KiB'),
      workingSet: draw.maybe(0.3, () => '64 KiB'),
      rate: draw.maybe(0.2, () => '400 Mbit/s'),
    });
  const mirror = present({
    order: draw.maybe(0.4, () => 'sequential'),
    bandwidth: draw.maybe(0.4, () => '100 Mbit/s'),
    granularity: draw.maybe(0.2, () => '4 KiB'),
    readyWithin: draw.maybe(0.2, () => '2 s'),
  });
  const two = draw.chance(0.3) ? { vdb: disk() } : {};
  return { disks: { vda: disk(), ...two, vdc: { size: '1 TiB', shared: true } }, mirror };
}

function drawZeroPages(draw: Draws): unknown {
  const share = `${draw.of(0, 1, 20, 75, 100)} %`;
  if (draw.chance(0.5)) return share;
  return { share, layout: draw.of('top', 'bottom', 'scattered') };
}

const KINDS = [
  ...['idle', 'write', 'write', 'write', 'write', 'cpu', 'read', 'disk', 'network'],
  ...['replay', 'profile', 'phases', 'formula'],
];

function drawWorkload(draw: Draws, roomKib: number): Fields {
  const kind = draw.of(...KINDS);
  if (kind !== 'phases') return drawSingle(draw, kind, roomKib);
  const phases = Array.from({ length: draw.whole(1, 3) }, () => ({
    for: draw.chance(0.03) ? '1 ms' : draw.of('40 ms', '700 ms', '5 s'),
    workload: drawSingle(
      draw,
      draw.of('idle', 'cpu', 'write', 'disk', 'network', 'formula'),
      roomKib,
    ),
  }));
  return present({ kind, phases, repeat: draw.maybe(0.5, () => true) });
}

function drawSingle(draw: Draws, kind: string, roomKib: number): Fields {
  const { [kind]: make } = SINGLE;
  return make === undefined ? { kind } : { kind, ...make(draw, roomKib) };
}

const drawRate = (draw: Draws) =>
  `${draw.of(0, 3, 500, 500, 3000, 3000, 8000, 30_000, 300_000)} pages/s`;
/** Of the room, in KiB. */
const drawBytes = (draw: Draws, roomKib: number) =>
  `${draw.of(4, 64, 256, 1024, 1024, 3000, roomKib)} KiB`;
const drawPattern = (draw: Draws) => draw.maybe(0.5, () => draw.of('uniform', 'sequential'));

const SINGLE: Readonly<Record<string, (draw: Draws, roomKib: number) => Fields>> = {
  cpu: (draw) => ({ intensity: `${draw.of(1, 40, 100)} %` }),
  read: (draw, roomKib) => ({ workingSet: drawBytes(draw, roomKib) }),
  write: (draw, roomKib) =>
    present({
      rate: drawRate(draw),
      workingSet: drawBytes(draw, roomKib),
      workingSetAt: draw.maybe(0.2, () => draw.of('4 KiB', '2 MiB')),
      pattern: drawPattern(draw),
      pacing: draw.maybe(0.6, () => draw.of('cpu', 'timer')),
      tick: draw.maybe(0.1, () => draw.of('1 ms', '100 ms')),
    }),
  disk: (draw) =>
    present({
      operation: draw.of('read', 'write'),
      pattern: draw.maybe(0.1, () => 'random'),
      request: draw.of('512 B', '4 KiB', '128 KiB'),
      depth: draw.maybe(0.3, () => 8),
      rate: draw.maybe(0.4, () => '20 Mbit/s'),
      cache: draw.maybe(0.5, () => '1 MiB'),
    }),
  network: (draw) =>
    present({
      role: draw.of('sender', 'receiver'),
      rate: draw.of('0 bit/s', '5 Mbit/s', '5 Mbit/s', '300 Mbit/s', '2 Gbit/s'),
      packet: draw.maybe(0.3, () => draw.of('64 B', '1500 B', '9000 B', '9000 B')),
      buffers: draw.maybe(0.3, () => '256 KiB'),
    }),
  replay: (draw, roomKib) => {
    const points = Array.from({ length: draw.whole(1, 4) }, (_, index) => {
      return { at: `${index * 0.7} s`, rate: drawRate(draw) };
    });
    const interpolate = draw.maybe(0.5, () => draw.of('step', 'linear'));
    const counts = draw.maybe(0.4, () => draw.of('writes', 'dirtied'));
    const workingSet = drawBytes(draw, roomKib);
    return present({ points, interpolate, counts, workingSet, pattern: drawPattern(draw) });
  },
  formula: (draw, roomKib) =>
    present({
      rate: `${draw.of(...FORMULAS)} pages/s`,
      workingSet: drawBytes(draw, roomKib),
      until: draw.of('1 s', '3 s'),
      every: draw.of('50 ms', '250 ms'),
      after: draw.maybe(0.5, () => 'repeat'),
      pattern: drawPattern(draw),
    }),
  profile: (draw) => ({
    points: [
      { window: '100 ms', pages: draw.of(1, 40, 300) },
      { window: '1 s', pages: draw.of(300, 500) },
      { window: '10 s', pages: draw.of(500, 700) },
    ],
    intensity: `${draw.of(0, 50)} %`,
  }),
};
