/** Migrations: which policy, mechanism and transport. */
import { present } from '../../../text/fields.ts';
import type { Draws } from './draws.ts';
import type { Fields } from './tree.ts';

/** A system: machines of it, what its migrations may be, and which types of guests they move. */
export interface System {
  readonly machines: readonly string[];
  readonly policies: readonly string[];
  /** Absent where those of the machine are taken. */
  readonly types?: readonly string[];
  readonly isXen: boolean;
  /** CPUs of a host of which nothing is said. */
  readonly cpus: number;
}

const XEN_4 = ['xen-4', 'xen-4', 'xenserver', 'xcp-ng'];

const KINDS: readonly System[] = [
  {
    machines: ['opteron-xen-3.2.1', 'opteron-xen-3.2.1', 'xeon-xen-2.0'],
    policies: ['xen-3.2', 'xen-3.2', 'clark-2005', 'fixed-rate', 'custom'],
    isXen: true,
    cpus: 1,
  },
  {
    machines: ['opteron-xen-3.2.1'],
    policies: ['xen-3.2', 'xen-4', 'fixed-rate', 'custom', 'qemu'],
    isXen: true,
    cpus: 12,
  },
  {
    machines: ['xen-4.17-emulated', 'xen-4.17-emulated-pair', 'xl-4.20'],
    policies: XEN_4,
    types: ['pv', 'pvh', 'hvm'],
    isXen: true,
    cpus: 1,
  },
  { machines: ['xcp-ng-8.3'], policies: XEN_4, types: ['hvm', 'pv'], isXen: true, cpus: 128 },
  {
    machines: ['kvm-2024', 'kvm-2024-10g', 'qemu-7.2-tcg'],
    policies: ['qemu', 'qemu', 'qemu', 'nova', 'kubevirt'],
    isXen: false,
    cpus: 64,
  },
];

const [oldXen, mixed, xen4, xcpNg, qemu] = KINDS as readonly [
  System,
  System,
  System,
  System,
  System,
];

/** The systems, each as likely as its share of the list. */
export const SYSTEMS = [oldXen, oldXen, mixed, xen4, xcpNg, qemu, qemu, qemu];

/** What a migration is drawn for. */
export interface MoveGround {
  readonly system: System;
  readonly guest: string;
  /** Hosts to which it may go. */
  readonly hosts: readonly string[];
  /** Whether all guests are paravirtual, as all mechanisms but pre-copy need it. */
  readonly movesPv: boolean;
}

export function drawMove(draw: Draws, { system, guest, hosts, movesPv }: MoveGround): Fields {
  const isOther = movesPv && draw.chance(0.12);
  const mechanism = isOther ? draw.of('suspend-copy-resume', 'post-copy') : undefined;
  const policy = drawPolicy(draw, draw.of(...system.policies));
  const isXen = system.isXen && !isOther && policy.name !== 'qemu';
  return present({
    guest,
    to: draw.of(...hosts),
    at: draw.maybe(0.5, () => draw.of('0 s', '1 ms', '0.2 s', '1.7 s', '6 s')),
    mechanism,
    policy,
    transport: draw.maybe(0.12, () => draw.of<unknown>('ideal', { pageTime: '30 us' })),
    channel: isXen ? draw.maybe(0.25, () => draw.of('plain', 'stunnel', 'ktls', 'ssh')) : undefined,
  });
}

const rounds = (draw: Draws) => draw.maybe(0.5, () => draw.of(1, 2, 3, 10));
const scan = (draw: Draws) => draw.maybe(0.3, () => draw.of('rotated', 'plain'));
const rate = (draw: Draws) => draw.of('30 Mbit/s', '150 Mbit/s', '800 Mbit/s');
const release = (draw: Draws) => draw.of('7.2', '8.2', '9.2', '10.2');
const yes = (draw: Draws, p: number) => draw.maybe(p, () => true);

function drawPolicy(draw: Draws, name: string): Fields {
  return present({ name, scan: scan(draw), ...POLICIES[name]?.(draw) });
}

const POLICIES: Readonly<Record<string, (draw: Draws) => Fields>> = {
  'xen-3.2': (draw) => ({
    maxRounds: rounds(draw),
    maxFactor: draw.maybe(0.3, () => draw.of(1, 2)),
    minPages: draw.maybe(0.3, () => draw.of(0, 300)),
    adaptive: yes(draw, 0.3),
  }),
  'xen-4': (draw) => ({
    maxRounds: rounds(draw),
    minPages: draw.maybe(0.3, () => draw.of(0, 300)),
  }),
  xenserver: (draw) => ({ release: draw.maybe(0.6, () => draw.of('8.1', '8.2', '2025-11')) }),
  'xcp-ng': (draw) => ({
    release: draw.maybe(0.6, () => draw.of('8.3', '1.2.1', 'fix-2026-02', 'improve-2024-08')),
  }),
  'clark-2005': (draw) => ({ rules: draw.of('text', 'tool'), maxRounds: draw.of(2, 9) }),
  'fixed-rate': (draw) => ({
    rate: rate(draw),
    skips: draw.of(true, false),
    maxRounds: rounds(draw),
  }),
  custom: (draw) => ({
    skips: draw.of(true, false),
    rate: draw.maybe(0.4, () => rate(draw)),
    maxRounds: draw.of(1, 4),
    minPages: draw.maybe(0.4, () => 20),
    downtimeTarget: draw.maybe(0.4, () => draw.of('5 ms', '100 ms')),
  }),
  qemu: drawQemu,
  nova: (draw) => ({
    release: release(draw),
    bandwidth: draw.maybe(0.5, () => rate(draw)),
    downtimeSteps: draw.maybe(0.3, () => 3),
    completionTimeout: '5 s',
    onTimeout: draw.of('abort', 'force-complete'),
    permitPostCopy: yes(draw, 0.3),
    permitAutoConverge: yes(draw, 0.3),
  }),
  kubevirt: (draw) => ({
    release: release(draw),
    bandwidthPerMigration: draw.maybe(0.5, () => rate(draw)),
    completionTimeoutPerGiB: draw.of('1 s', '6 s'),
    allowAutoConverge: yes(draw, 0.3),
    allowPostCopy: yes(draw, 0.3),
    downtimeRamp: draw.maybe(0.3, () => ({ cooldown: '1 s' })),
  }),
};

function drawQemu(draw: Draws): Fields {
  const version = release(draw);
  const feature = draw.of('none', 'none', 'postCopy', 'xbzrle', 'multifd');
  const postCopy = () => ({
    ...draw.of<Fields>({ after: '50 ms' }, { afterPasses: 1 }, { afterStalledPasses: 2 }),
    atThreshold: draw.of(true, false),
    maxBandwidth: draw.maybe(0.4, () => rate(draw)),
    preempt: yes(draw, 0.5),
  });
  return {
    release: version,
    maxBandwidth: draw.maybe(0.7, () => rate(draw)),
    downtimeLimit: draw.maybe(0.5, () => draw.of('1 ms', '20 ms', '2 s')),
    maxTime: draw.of('0.4 s', '3 s', '8 s'),
    maxRounds: rounds(draw),
    onLimit: draw.of('abandon', 'suspend'),
    availSwitchoverBandwidth: version === '7.2' ? undefined : draw.maybe(0.2, () => rate(draw)),
    autoConverge: yes(draw, 0.3),
    throttleTailslow: yes(draw, 0.1),
    tls: yes(draw, 0.2),
    postCopy: feature === 'postCopy' ? present(postCopy()) : undefined,
    xbzrle: feature === 'xbzrle' ? { cache: draw.of('1 MiB', '64 MiB') } : undefined,
    multifd:
      feature === 'multifd'
        ? present({
            channels: draw.of(1, 2, 5),
            zeroPageDetection: draw.maybe(0.3, () => 'legacy'),
            compression: draw.maybe(0.2, () => draw.of('zlib', 'zstd')),
          })
        : undefined,
  };
}
