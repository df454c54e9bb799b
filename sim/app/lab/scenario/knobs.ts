/** The knobs of a scenario: what a person may turn for the migration that is watched. */
import { PROFILES } from '../../../../models/machine/registry.ts';
import { DEFAULT_MACHINE } from '../../../scenario/schema.ts';
import { pathOf, shortPathOf } from '../../../scenario/settings.ts';
import { asList, asMap, getIn, type Path, type RawMap } from '../../../text/tree.ts';
import { changesOf } from './document.ts';
import { type ScaledKind, type SliderScale, scaleOf } from './scales.ts';

interface KnobBase {
  readonly id: string;
  readonly label: string;
  readonly path: Path;
  /** Its name among timed changes; undefined when it cannot change on the way. */
  readonly target: string | undefined;
  /** What the file says, or what holds when it says nothing. */
  readonly value: string;
  readonly help: string;
}

/** A knob on a scale. */
export interface SliderKnob extends KnobBase {
  readonly kind: 'slider';
  readonly scale: SliderScale;
}

/** A knob with a few positions. */
export interface ChoiceKnob extends KnobBase {
  readonly kind: 'choice';
  readonly choices: readonly { readonly text: string; readonly value: unknown }[];
}

export type Knob = SliderKnob | ChoiceKnob;

/** Whom the knobs are about. */
interface Subject {
  readonly raw: unknown;
  readonly index: number;
  readonly guest: string;
  readonly source: string;
  readonly destination: string;
}

/** All knobs of one migration; none when the file does not name a guest to move. */
export function knobsOf(raw: unknown, index: number): Knob[] {
  const migration = asMap(asList(getIn(raw, ['migrations']))[index]);
  const { guest, to } = migration;
  if (typeof guest !== 'string' || typeof to !== 'string') return [];
  const source = getIn(raw, ['guests', guest, 'host']);
  if (typeof source !== 'string') return [];
  const subject = { raw, index, guest, source, destination: to };
  return [
    ...guestKnobs(subject),
    capKnob(subject, 'source'),
    capKnob(subject, 'destination'),
    linkKnob(subject),
    policyKnob(subject),
    seedKnob(subject),
  ];
}

/** What a knob is at, at a time: the last timed change, or the file's value. */
export function valueAt(knob: Knob, raw: unknown, nowNs: number): string {
  const before = changesOf(raw).filter(
    ({ atNs, target }) => target === knob.target && atNs <= nowNs,
  );
  return before.at(-1)?.value ?? knob.value;
}

function guestKnobs(subject: Subject): Knob[] {
  const { raw, guest } = subject;
  const path = ['guests', guest];
  const workload = asMap(getIn(raw, [...path, 'workload']));
  const kind = typeof workload.kind === 'string' ? workload.kind : 'idle';
  const memory: ChoiceKnob = {
    kind: 'choice',
    id: 'memory',
    label: 'Memory',
    path: [...path, 'memory'],
    target: undefined,
    value: String(getIn(raw, [...path, 'memory']) ?? ''),
    choices: MEMORIES.map((text) => ({ text, value: text })),
    help: 'What has to be moved.',
  };
  const writes = kind === 'write' ? writerKnobs(subject, workload) : [];
  const cap = settingKnob(raw, 'guest-cap', guest, {
    id: 'guest-cap',
    label: 'Cap of the guest',
    unset: 'none',
    help: 'Most CPU that the guest may have.',
  });
  return [memory, workloadKnob(subject, kind), ...writes, cap];
}

const MEMORIES = ['64 MiB', '128 MiB', '256 MiB', '512 MiB', '1 GiB', '2 GiB', '4 GiB'];

const WORKLOADS: Readonly<Record<string, unknown>> = {
  idle: { kind: 'idle' },
  'computes (cpu)': { kind: 'cpu' },
  'writes memory (write)': { kind: 'write', rate: '3000 pages/s', workingSet: '32 MiB' },
  'reads memory (read)': { kind: 'read', workingSet: '32 MiB' },
};

function workloadKnob({ guest }: Subject, kind: string): ChoiceKnob {
  const known = Object.entries(WORKLOADS).map(([text, value]) => ({ text, value }));
  const present = known.find(({ value }) => asMap(value).kind === kind)?.text ?? kind;
  return {
    kind: 'choice',
    id: 'workload',
    label: 'What the guest does',
    path: ['guests', guest, 'workload'],
    target: undefined,
    value: present,
    choices: known,
    help: 'Only one that writes dirties many pages.',
  };
}

function writerKnobs({ raw, guest }: Subject, workload: RawMap): Knob[] {
  return [
    settingKnob(raw, 'guest-rate', guest, {
      id: 'rate',
      label: 'Writes',
      help: 'Pages written per second; a page written twice is dirty once.',
    }),
    settingKnob(raw, 'guest-working-set', guest, {
      id: 'working-set',
      label: 'Working set',
      help: 'The memory that the writes go to.',
    }),
    {
      kind: 'choice',
      id: 'pattern',
      label: 'Pattern',
      path: ['guests', guest, 'workload', 'pattern'],
      target: undefined,
      value: String(workload.pattern ?? 'uniform'),
      choices: ['uniform', 'sequential'].map((text) => ({ text, value: text })),
      help: 'Any page of the working set with equal chance, or one after the other.',
    },
  ];
}

function capKnob({ raw, ...subject }: Subject, end: 'source' | 'destination'): SliderKnob {
  return settingKnob(raw, 'dom0-cap', subject[end], {
    id: `${end}-cap`,
    label: `Cap of Dom0, ${end}`,
    unset: 'none',
    help: `Most CPU for the domain that does the work at the ${end}.`,
  });
}

interface Look extends Pick<SliderKnob, 'id' | 'label' | 'help'> {
  /** What holds when the file says nothing; default ''. */
  readonly unset?: string;
  /** Where it is in a list of the file. */
  readonly place?: number;
}

/** The knob of a setting that may change on the way. */
function settingKnob(
  raw: unknown,
  kind: ScaledKind,
  name: string,
  { unset = '', place, ...look }: Look,
): SliderKnob {
  const path = pathOf(kind, place ?? name);
  const value = String(getIn(raw, path) ?? unset);
  const target = shortPathOf(kind, name);
  return { ...look, kind: 'slider', path, target, value, scale: scaleOf(kind) };
}

/** The link that the file names for the two hosts, or the interfaces of all. */
function linkKnob({ raw, source, destination }: Subject): SliderKnob {
  const links = asList(getIn(raw, ['links'])).map(asMap);
  const at = links.findIndex(({ between }) => {
    const ends = asList(between);
    return ends.includes(source) && ends.includes(destination);
  });
  const { name, rate } = links[at] ?? {};
  const look = {
    id: 'link',
    label: 'Link',
    help: 'Bits per second between the hosts.',
  };
  return typeof name === 'string' && rate !== undefined
    ? settingKnob(raw, 'link-rate', name, { ...look, place: at })
    : settingKnob(raw, 'interface-rate', '', { ...look, unset: usualLinkRate(raw) });
}

function usualLinkRate(raw: unknown): string {
  const machine = String(getIn(raw, ['machine']) ?? DEFAULT_MACHINE);
  const rate = PROFILES[machine]?.parameters.linkRate?.value ?? 1e9;
  return `${rate / 1e6} Mbit/s`;
}

const POLICIES = ['xen-3.2', 'xen-4', 'clark-2005', 'qemu', 'custom'];

function policyKnob({ raw, index }: Subject): ChoiceKnob {
  const path = ['migrations', index, 'policy'];
  return {
    kind: 'choice',
    id: 'policy',
    label: 'Policy',
    path,
    target: undefined,
    value: String(getIn(raw, [...path, 'name']) ?? 'xen-3.2'),
    choices: POLICIES.map((name) => ({ text: name, value: { name } })),
    help: 'Who decides when the guest is stopped.',
  };
}

const SEEDS = ['1', '2', '3', '4', '5'];

function seedKnob({ raw }: Subject): ChoiceKnob {
  return {
    kind: 'choice',
    id: 'seed',
    label: 'Seed of all chance',
    path: ['seed'],
    target: undefined,
    value: String(getIn(raw, ['seed']) ?? '1'),
    choices: SEEDS.map((text) => ({ text, value: Number(text) })),
    help: 'The same seed gives common random numbers, also when two settings are compared.',
  };
}
