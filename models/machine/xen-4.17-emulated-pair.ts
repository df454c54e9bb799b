/**
 * Two hosts like `xen-4.17-emulated`, joined by an emulated Gigabit card each and TCP. An
 * instruction takes eight times as long there, so every CPU cost of the single host is eight times
 * as high; what TCP and the card's driver take beside that is calibrated on the rows of campaign
 * two-hosts without a cap.
 */
import { KIB } from '../../sim/engine/kernel/unit.ts';
import { assumed, ns, of } from './parameter.ts';
import type { Parameter, Profile, Provenance } from './profile.ts';
import { XEN_4_17_EMULATED } from './xen-4.17-emulated.ts';

const US = 1e3;

/** Time of an instruction: 16 ns in place of 2. */
const SLOWER = 8;

const slower: Provenance = {
  kind: 'measured',
  where: 'xen417, the set-up: 16 ns an instruction, 8 times that of xen-4.17-emulated',
};

function uncapped(low: number, high: number): Provenance {
  return { kind: 'calibrated', on: ['xen417-two-hosts, rows at 100/100 %'], range: [low, high] };
}

const one = XEN_4_17_EMULATED.parameters;

/** The CPU costs of the single host, an instruction taking longer. */
function slowed(): Record<string, Parameter> {
  const costs = Object.entries(one).filter(([name]) => /Cpu(?!s$)/.test(name));
  return Object.fromEntries(
    costs.map(([name, cost]) => [name, { ...cost, value: cost.value * SLOWER, source: slower }]),
  );
}

const own = {
  linkRate: of(1e9, 'bit/s', assumed(0.3e9, 10e9, 'a Gigabit card, emulated'), 'rate of the link'),
  linkEfficiency: of(
    94.1,
    'percent',
    assumed(90, 97, 'TCP, Ethernet'),
    'payload in what it carries',
  ),
  linkLatency: ns(500 * US, assumed(100 * US, 3000 * US, 'two emulators'), 'delay of a message'),
  sendBuffer: of(
    256 * KIB,
    'bytes',
    assumed(64 * KIB, 4096 * KIB, 'Linux 6.1 tunes it by itself'),
    'socket buffer of the sender',
  ),
  receiveBuffer: of(
    256 * KIB,
    'bytes',
    assumed(64 * KIB, 6144 * KIB, 'Linux 6.1 tunes it by itself'),
    'socket buffer of the receiver',
  ),
  sourceCpuPerPage: ns(
    135 * US,
    uncapped(100 * US, 160 * US),
    'CPU to write a page: system call, copy, TCP, driver',
  ),
  destinationCpuPerPage: ns(
    135 * US,
    uncapped(100 * US, 170 * US),
    'CPU to read a page: driver, TCP, copy',
  ),
} as const;

/** Campaigns of two hosts are made with it. */
export const XEN_4_17_EMULATED_PAIR = {
  name: 'xen-4.17-emulated-pair',
  title: 'two emulated hosts of 62.5 MIPS with one CPU each, Xen 4.17, TCP between them',
  hypervisor: XEN_4_17_EMULATED.hypervisor,
  parameters: { ...one, ...slowed(), ...own },
} satisfies Profile<keyof typeof one>;
