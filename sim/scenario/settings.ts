/**
 * The settings that may change while the simulation runs: where each is, its unit and limits, and
 * how it changes. A new one is one more entry. Timed changes, warnings, the lab's knobs, `plan`'s
 * caps and `calibrate`'s unknowns take these from here.
 *
 * `--set` and the axes of a sweep reach every path of the schema, which reads and limits what they
 * set (`path.ts`, `axis.ts`): they repeat nothing of this table.
 */
import { DOWNTIME_LIMITS, type PolicyLimits } from '../../models/policy/fields.ts';
import { type PolicySpec, policyLimitsOf, WITH_LIMITS } from '../../models/policy/index.ts';
import { PAGES_PER_SECOND_MOST } from '../../models/workload/varying.ts';
import { NS_PER_SECOND, type ParameterUnit } from '../engine/kernel/unit.ts';
import { RATE_LIMITS, WEIGHT_LIMITS } from '../engine/mechanism/parameters.ts';
import type { PolicyChange } from '../engine/mechanism/policy.ts';
import { MEMORY_LIMITS, present } from '../text/fields.ts';
import { type Reading, readCap, readQuantity } from '../text/quantity.ts';
import { list, quote } from '../text/suggest.ts';
import { asMap, type Finding, getIn, type Path, setIn } from '../text/tree.ts';
import { type Limits, within } from '../text/within.ts';
import { checkDom0Cap, checkGuestCap, checkWorkingSet, type PlacedValue } from './limits.ts';
import type { Draft, Scenario } from './scenario.ts';
import { settledAt } from './uncertain.ts';

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
  /** Of its migration, on the way or to come. */
  tunePolicy(guest: string, change: PolicyChange): void;
  /** Of a named link or the uplink of a switch, both ways. */
  setLinkRate(link: string, bitsPerSecond: number): void;
  /** Of the interfaces of all hosts without a link of their own. */
  setInterfaceRate(bitsPerSecond: number): void;
}

/** A setting that may change. */
export interface TimedSetting {
  /** In the file; in angle brackets is a name, or the place of a link or migration in its list. */
  readonly path: string;
  /** What it is, for an axis or a table: its owner is named beside it. */
  readonly words: string;
  /** The last key in the checked scenario. */
  readonly field: string;
  /** What the name is of; a change of a link may join all hosts. */
  readonly owner: 'host' | 'guest' | 'link';
  readonly unit: ParameterUnit;
  /** Whether fractions of the unit are refused. */
  readonly isWhole?: true;
  read(written: string | number): Reading<number | undefined>;
  /** The value before the first change, where it is not at the path in the checked file. */
  before?(draft: Draft, name: string): number | undefined;
  /** What is wrong with the value beside the rest of the file; absent: nothing. */
  check?(draft: Draft, name: string, placed: PlacedValue): Finding[];
  /** Makes the change; absent for a point of a writer's course. */
  apply?(world: Tunable, name: string, value: number | undefined): void;
  /** Which course of a writer has the value as a point. */
  readonly course?: 'rates' | 'workingSets';
  /** How a slider offers it; absent: none does. */
  readonly slider?: SettingSlider;
}

/** A setting on a slider. */
export interface SettingSlider {
  readonly label: string;
  readonly help: string;
  /** The values that it goes through, as a file writes them. */
  readonly values: readonly string[];
}

const CAPS = [...Array.from({ length: 20 }, (_, index) => `${5 * (index + 1)} %`), 'none'];
const PAGE_RATES = [
  ...[0, 100, 200, 500, 1000, 2000, 3000, 4000, 5000, 6000, 8000, 10000, 12000, 15000, 20000],
  ...[25000, 30000, 40000, 50000, 75000, 100000],
];
const MIBS = [1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024];
const MBITS = [10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 2500, 10000];
const LINK_SLIDER: SettingSlider = {
  label: 'Link',
  help: 'Bits per second between the hosts.',
  values: MBITS.map((mbit) => `${mbit} Mbit/s`),
};

const CAP = { field: 'capPercent', unit: 'percent', isWhole: true, read: readCap } as const;
const WEIGHT = { field: 'weight', ...numberOf('count', WEIGHT_LIMITS) } as const;
const RATE = {
  field: 'bitsPerSecond',
  owner: 'link',
  ...numberOf('bit/s', RATE_LIMITS),
  apply: (world: Tunable, name: string, value?: number) => world.setLinkRate(name, value as number),
} as const;

/** All of them, by kind. */
export const SETTINGS = {
  'dom0-cap': {
    ...CAP,
    path: 'hosts.<host>.dom0.cap',
    words: 'CPU cap of Dom0',
    owner: 'host',
    check: checkDom0Cap,
    apply: (world, name, value) => world.tuneDom0(name, { capPercent: value ?? Infinity }),
    slider: {
      label: 'Cap of Dom0',
      help: 'Most CPU for the domain that does the work.',
      values: CAPS,
    },
  },
  'dom0-weight': {
    ...WEIGHT,
    path: 'hosts.<host>.dom0.weight',
    words: 'weight of Dom0',
    owner: 'host',
    apply: (world, name, value) => world.tuneDom0(name, { weight: value as number }),
  },
  'guest-cap': {
    ...CAP,
    path: 'guests.<guest>.cap',
    words: 'CPU cap',
    owner: 'guest',
    check: checkGuestCap,
    apply: (world, name, value) => world.tuneGuest(name, { capPercent: value ?? Infinity }),
    slider: { label: 'Cap of the guest', help: 'Most CPU for the guest.', values: CAPS },
  },
  'guest-weight': {
    ...WEIGHT,
    path: 'guests.<guest>.weight',
    words: 'weight',
    owner: 'guest',
    apply: (world, name, value) => world.tuneGuest(name, { weight: value as number }),
  },
  'guest-rate': {
    ...numberOf('pages/s', { most: PAGES_PER_SECOND_MOST }),
    path: 'guests.<guest>.workload.rate',
    words: 'pages written',
    field: 'pagesPerSecond',
    owner: 'guest',
    course: 'rates',
    slider: {
      label: 'Writes',
      help: 'Pages written per second; a page written twice is dirty once.',
      values: PAGE_RATES.map((pages) => `${pages} pages/s`),
    },
  },
  'guest-working-set': {
    ...numberOf('bytes', MEMORY_LIMITS),
    path: 'guests.<guest>.workload.workingSet',
    words: 'working set',
    field: 'workingSetBytes',
    owner: 'guest',
    check: checkWorkingSet,
    course: 'workingSets',
    slider: {
      label: 'Working set',
      help: 'The memory that the writes go to.',
      values: MIBS.map((mib) => `${mib} MiB`),
    },
  },
  'link-rate': {
    ...RATE,
    path: 'links.<link>.rate',
    words: 'rate',
    before: ({ file }, name) => file.links?.find((link) => link.name === name)?.bitsPerSecond,
    slider: LINK_SLIDER,
  },
  'uplink-rate': { ...RATE, path: 'switches.<switch>.rate', words: 'rate of the uplink' },
  'interface-rate': {
    ...RATE,
    path: 'parameters.linkRate',
    words: 'rate of the links',
    before: ({ parameters }) => parameters.linkRate,
    apply: (world, _, value) => world.setInterfaceRate(value as number),
    slider: LINK_SLIDER,
  },
  'downtime-limit': {
    ...numberOf('ns', DOWNTIME_LIMITS),
    path: 'migrations.<guest>.policy.downtimeLimit',
    words: 'downtime limit',
    field: 'downtimeLimitSeconds',
    owner: 'guest',
    before: (draft, name) => {
      const limits = limitsOf(draft, name);
      return limits && limits.downtimeLimitSeconds * NS_PER_SECOND;
    },
    check: checkPolicyLimit,
    apply: (world, name, value) =>
      world.tunePolicy(name, { downtimeLimitSeconds: (value as number) / NS_PER_SECOND }),
  },
  'max-bandwidth': {
    ...numberOf('bit/s', RATE_LIMITS),
    path: 'migrations.<guest>.policy.maxBandwidth',
    words: 'bandwidth limit',
    field: 'bitsPerSecond',
    owner: 'guest',
    before: (draft, name) => limitsOf(draft, name)?.bitsPerSecond,
    check: checkPolicyLimit,
    apply: (world, name, value) => world.tunePolicy(name, { bitsPerSecond: value as number }),
  },
} as const satisfies Readonly<Record<string, TimedSetting>>;

/** The kind of a setting that may change. */
export type SettingKind = keyof typeof SETTINGS;

/** The kinds, in the order of the table. */
export const SETTING_KINDS = Object.keys(SETTINGS) as SettingKind[];

/** The entry of a checked setting. */
export function settingOf({ kind }: { readonly kind: string }): TimedSetting {
  return SETTINGS[kind as SettingKind];
}

const isName = (key: string): boolean => key.startsWith('<');

/** Where the setting of a name is in the file. */
export function pathOf(kind: SettingKind, name: string | number): Path {
  return SETTINGS[kind].path.split('.').map((key) => (isName(key) ? name : key));
}

/** The short path, such as `source.dom0.cap`; without a name `<host>.dom0.cap`. */
export function shortPathOf(kind: SettingKind, name?: string): string {
  const short = SETTINGS[kind].path.replace(/^\w+\.(?=<)/u, '');
  return name === undefined ? short : short.replace(/<\w+>/u, name);
}

/** The kind of the setting at a path of the file; undefined where none may change. */
export function kindAt(path: Path): SettingKind | undefined {
  return SETTING_KINDS.find((kind) => {
    const keys = SETTINGS[kind].path.split('.');
    return keys.length === path.length && keys.every((key, at) => isName(key) || key === path[at]);
  });
}

/** What a setting at a path is of; links and migrations are named by a key of theirs. */
export function nameAt(kind: SettingKind, path: Path, raw: unknown): string {
  const at = SETTINGS[kind].path.split('.').findIndex(isName);
  const key = { links: 'name', migrations: 'guest' }[String(path[0])];
  if (key !== undefined) return String(getIn(raw, [...path.slice(0, at + 1), key]));
  return String(path[Math.max(0, at)]);
}

/** The policy of each guest's migration, by lists of migrations; they are asked guest by guest. */
const POLICIES = new WeakMap<object, ReadonlyMap<string, PolicySpec>>();

/** The limits of a guest's migration that may change. */
function limitsOf({ file: { migrations } }: Draft, guest: string): PolicyLimits | undefined {
  let policies = POLICIES.get(migrations);
  if (policies === undefined) {
    policies = new Map(migrations.map((each) => [each.guest, each.policy]));
    POLICIES.set(migrations, policies);
  }
  const policy = policies.get(guest);
  return policy && policyLimitsOf(policy);
}

const SOME = list(WITH_LIMITS.map((name) => `name: ${name}`));

/** What is wrong with a change of a policy's limit. */
function checkPolicyLimit(draft: Draft, guest: string, { path }: PlacedValue): Finding[] {
  if (limitsOf(draft, guest) !== undefined) return [];
  const message = `the policy of ${quote(guest)} has no limit that can change`;
  return [{ path, atKey: true, message, hint: `only ${SOME} has some` }];
}

/** Its value in the file; undefined for no cap, and where it is the profile's. */
export function valueBefore(draft: Draft, kind: SettingKind, name: string): number | undefined {
  const setting = settingOf({ kind });
  if (setting.before !== undefined) return setting.before(draft, name);
  const parent = pathOf(kind, name).slice(0, -1);
  return getIn(draft.file, [...parent, setting.field]) as number | undefined;
}

/** The scenario with another value of a setting of a host or guest; undefined for no cap. */
export function withSetting(
  scenario: Scenario,
  kind: SettingKind,
  { name, value }: { readonly name: string; readonly value: number | undefined },
): Scenario {
  const parent = pathOf(kind, name).slice(0, -1);
  const { field } = SETTINGS[kind];
  const changed = { ...asMap(getIn(scenario, parent)), [field]: value };
  const settled = settledAt(scenario, [...parent, field]);
  return setIn(settled, parent, present(changed)) as Scenario;
}

/** Unit, limits and reading of a number. */
function numberOf<Unit extends ParameterUnit>(unit: Unit, limits: Limits) {
  const read = (written: string | number): Reading => {
    const reading = within(readQuantity(written, unit), { text: written, unit, limits });
    if (!reading.ok || unit !== 'count' || Number.isInteger(reading.value)) return reading;
    const hint = `from ${limits.least} to ${limits.most}`;
    return { ok: false, message: `\`${written}\` is not a whole number`, hint };
  };
  return { unit, read };
}
