/**
 * Two hosts like `xen-4.17-emulated`, joined by an emulated Gigabit card each and TCP. An
 * instruction takes eight times as long there, so every CPU cost of the single host is eight times
 * as high; what TCP and the card's driver take beside that is calibrated on the rows of campaign
 * two-hosts without a cap.
 */
import { KIB } from '../../sim/engine/kernel/unit.ts';
import type { ParameterName } from '../../sim/engine/mechanism/parameters.ts';
import { assumed, type Provenance, profile, type Stated } from './profile.ts';
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

/** The numbers of the single host; in its CPU costs an instruction takes longer. */
function slowed(): Record<ParameterName, Stated> {
  const one = Object.entries(XEN_4_17_EMULATED.parameters);
  const numbers = one.map(([name, { value, source }]): [string, Stated] => {
    return [name, /Cpu(?!s$)/.test(name) ? [value * SLOWER, slower] : [value, source]];
  });
  return Object.fromEntries(numbers) as Record<ParameterName, Stated>;
}

const own = {
  linkRate: [1e9, assumed(0.3e9, 10e9, 'a Gigabit card, emulated')],
  linkEfficiency: [94.1, assumed(90, 97, 'TCP, Ethernet')],
  linkLatency: [500 * US, assumed(100 * US, 3000 * US, 'two emulators')],
  sendBuffer: [256 * KIB, assumed(64 * KIB, 4096 * KIB, 'Linux 6.1 tunes it by itself')],
  receiveBuffer: [256 * KIB, assumed(64 * KIB, 6144 * KIB, 'Linux 6.1 tunes it by itself')],
  sourceCpuPerPage: [135 * US, uncapped(100 * US, 160 * US)],
  destinationCpuPerPage: [135 * US, uncapped(100 * US, 170 * US)],
} as const;

/** Campaigns of two hosts are made with it. */
export const XEN_4_17_EMULATED_PAIR = profile({
  name: 'xen-4.17-emulated-pair',
  title: 'two emulated hosts of 62.5 MIPS with one CPU each, Xen 4.17, TCP between them',
  hypervisor: XEN_4_17_EMULATED.hypervisor,
  parameters: { ...slowed(), ...own },
});
