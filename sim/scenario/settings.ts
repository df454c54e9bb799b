/**
 * The settings that may change while the simulation runs: where each is, how its value is read,
 * what it was before, what it may be, and how it changes. A new one is one more entry.
 */
import { PAGE_BYTES } from '../engine/kernel/unit.ts';
import { RATE_LIMITS } from '../engine/mechanism/parameters.ts';
import { formatForUnit, type Reading, readCap, readQuantity } from '../text/quantity.ts';
import { quote } from '../text/suggest.ts';
import { type Finding, own, type Path } from '../text/tree.ts';
import { checkDom0Cap, checkGuestCap, checkNewWorkingSet } from './limits.ts';
import type { Draft, GuestSpec } from './scenario.ts';

/** CPU of a domain. */
interface Tuning {
  /** Infinity for no cap. */
  readonly capPercent?: number;
  readonly weight?: number;
}

/** What changes act on while the simulation runs. */
export interface Tunable {
  tuneDom0(host: string, tuning: Tuning): void;
  tuneGuest(guest: string, tuning: Tuning): void;
  /** Of a named link or the uplink of a switch, both ways. */
  setLinkRate(link: string, bitsPerSecond: number): void;
  /** Of the interfaces of all hosts without a link of their own. */
  setInterfaceRate(bitsPerSecond: number): void;
}

/** A setting that may change. */
export interface TimedSetting {
  readonly kind: string;
  /** As messages show it. */
  readonly shown: string;
  /** Of its full path; the group is the name, or the place of a link in its list. */
  readonly pattern: RegExp;
  /** What the name is of; a change of a link may join all hosts. */
  readonly owner: 'host' | 'guest' | 'link';
  read(written: string | number): Reading<number | undefined>;
  /** The value before the first change; undefined when it is the profile's. */
  before(draft: Draft, name: string): number | undefined;
  /** What is wrong with the value, at its path; absent: nothing. */
  check?(draft: Draft, name: string, path: Path, value: number | undefined): Finding[];
  /** Makes the change; absent for a point of a writer's course. */
  apply?(world: Tunable, name: string, value: number | undefined): void;
  /** Which course of a writer has the value as a point. */
  readonly course?: 'rates' | 'workingSets';
}

const capOf = (value: number | undefined): number => value ?? Infinity;
const dom0Of = ({ file }: Draft, host: string) => own(file.hosts, host)?.dom0;
const guestOf = ({ file }: Draft, name: string) => own(file.guests, name);

function writerOf(draft: Draft, name: string) {
  const workload: GuestSpec['workload'] | undefined = guestOf(draft, name)?.workload;
  return workload?.kind === 'write' ? workload : undefined;
}

const linkRate = {
  kind: 'link-rate',
  owner: 'link',
  read: readLinkRate,
  before: ({ file }, name) => file.links?.find((link) => link.name === name)?.bitsPerSecond,
  apply: (world, name, value) => world.setLinkRate(name, value as number),
} as const satisfies Partial<TimedSetting>;

/** All of them. */
export const SETTINGS: readonly TimedSetting[] = [
  {
    kind: 'dom0-cap',
    shown: '<host>.dom0.cap',
    pattern: /^hosts\.([^.]+)\.dom0\.cap$/u,
    owner: 'host',
    read: readCap,
    before: (draft, name) => dom0Of(draft, name)?.capPercent,
    check: (draft, name, path, capPercent) => checkDom0Cap(draft, name, { path, capPercent }),
    apply: (world, name, value) => world.tuneDom0(name, { capPercent: capOf(value) }),
  },
  {
    kind: 'dom0-weight',
    shown: '<host>.dom0.weight',
    pattern: /^hosts\.([^.]+)\.dom0\.weight$/u,
    owner: 'host',
    read: readWeight,
    before: (draft, name) => dom0Of(draft, name)?.weight,
    apply: (world, name, value) => world.tuneDom0(name, { weight: value as number }),
  },
  {
    kind: 'guest-cap',
    shown: '<guest>.cap',
    pattern: /^guests\.([^.]+)\.cap$/u,
    owner: 'guest',
    read: readCap,
    before: (draft, name) => guestOf(draft, name)?.capPercent,
    check: (draft, name, path, capPercent) => checkGuestCap(draft, name, { path, capPercent }),
    apply: (world, name, value) => world.tuneGuest(name, { capPercent: capOf(value) }),
  },
  {
    kind: 'guest-weight',
    shown: '<guest>.weight',
    pattern: /^guests\.([^.]+)\.weight$/u,
    owner: 'guest',
    read: readWeight,
    before: (draft, name) => guestOf(draft, name)?.weight,
    apply: (world, name, value) => world.tuneGuest(name, { weight: value as number }),
  },
  {
    kind: 'guest-rate',
    shown: '<guest>.workload.rate',
    pattern: /^guests\.([^.]+)\.workload\.rate$/u,
    owner: 'guest',
    read: (written) => readQuantity(written, 'pages/s'),
    before: (draft, name) => writerOf(draft, name)?.pagesPerSecond,
    course: 'rates',
  },
  {
    kind: 'guest-working-set',
    shown: '<guest>.workload.workingSet',
    pattern: /^guests\.([^.]+)\.workload\.workingSet$/u,
    owner: 'guest',
    read: readPages,
    before: (draft, name) => writerOf(draft, name)?.workingSetBytes,
    check: (draft, name, path, bytes = 0) => checkNewWorkingSet(draft, name, { path, bytes }),
    course: 'workingSets',
  },
  { ...linkRate, shown: '<link>.rate', pattern: /^links\.(\d+)\.rate$/u },
  { ...linkRate, shown: '<switch>.rate', pattern: /^switches\.([^.]+)\.rate$/u },
  {
    ...linkRate,
    kind: 'interface-rate',
    shown: 'parameters.linkRate',
    pattern: /^(parameters)\.linkRate$/u,
    before: ({ parameters }) => parameters.linkRate,
    apply: (world, _, value) => world.setInterfaceRate(value as number),
  },
];

const BY_KIND = new Map(SETTINGS.map((setting) => [setting.kind, setting]));

/** The entry of a kind of a checked setting. */
export function settingOf({ kind }: { readonly kind: string }): TimedSetting {
  return BY_KIND.get(kind) as TimedSetting;
}

function readWeight(value: string | number): Reading {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535) {
    return { ok: true, value };
  }
  const message = `${quote(String(value))} is not a weight`;
  return { ok: false, message, hint: 'a whole number from 1 to 65535' };
}

function readPages(value: string | number): Reading {
  const reading = readQuantity(value, 'bytes');
  if (!reading.ok || (reading.value >= PAGE_BYTES && reading.value % PAGE_BYTES === 0))
    return reading;
  const message = `${quote(String(value))} is not a whole number of pages`;
  return { ok: false, message, hint: 'pages of 4 KiB, at least one' };
}

function readLinkRate(value: string | number): Reading {
  const reading = readQuantity(value, 'bit/s');
  const { least } = RATE_LIMITS;
  if (!reading.ok || reading.value >= least) return reading;
  const hint = `at least ${quote(formatForUnit(least, 'bit/s'))}`;
  return { ok: false, message: `${quote(String(value))} is too slow`, hint };
}
