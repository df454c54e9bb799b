/** The knobs of a scenario: what a person may turn for the migration that is watched. */
import { PROFILES } from '../../../../models/machine/registry.ts';
import { policySamples } from '../../../../models/policy/index.ts';
import { workloadSamples } from '../../../../models/workload/index.ts';
import { schedulerSamples } from '../../../scenario/scheduler-schema.ts';
import { DEFAULT_MACHINE } from '../../../scenario/schema.ts';
import {
  pathOf,
  SETTING_KINDS,
  type SettingKind,
  settingOf,
  shortPathOf,
  type TimedSetting,
} from '../../../scenario/settings.ts';
import { asList, asMap, getIn, isMap, type Path } from '../../../text/tree.ts';
import { changesOf } from './document.ts';
import { type SliderScale, scaleOf } from './scales.ts';

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

/** The migration that the knobs belong to. */
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
    ...OWNERS.flatMap((owner) => sliderKnobs(subject, owner)),
    ...runKnobs(subject),
  ];
}

/** What a knob is at, at a time: the last timed change, or the file's value. */
export function valueAt(knob: Knob, raw: unknown, nowNs: number): string {
  const before = changesOf(raw).filter(
    ({ atNs, target }) => target === knob.target && atNs <= nowNs,
  );
  return before.at(-1)?.value ?? knob.value;
}

/** Their order in the panel. */
const OWNERS = ['guest', 'host', 'link'] as const;

function sliderKnobs(subject: Subject, owner: TimedSetting['owner']): SliderKnob[] {
  const kinds = SETTING_KINDS.filter((kind) => settingOf({ kind }).owner === owner);
  return kinds.flatMap((kind) => settingKnobs(subject, kind));
}

/** The sliders of a setting that may change on the way: one, one for each host, or none. */
function settingKnobs(subject: Subject, kind: SettingKind): SliderKnob[] {
  const setting = settingOf({ kind });
  if (setting.slider === undefined || !isIn(subject, setting)) return [];
  const { label, help, values } = setting.slider;
  const unset = setting.read('none').ok ? 'none' : '';
  const scale = scaleOf(setting, values);
  return namesOf(subject, kind, setting).map(({ name, place, end }) => {
    const path = pathOf(kind, place ?? name);
    return {
      kind: 'slider',
      id: end === undefined ? kind : `${end}-${kind}`,
      label: end === undefined ? label : `${label}, ${end}`,
      help,
      path,
      target: shortPathOf(kind, name),
      value: String(getIn(subject.raw, path) ?? (unset || usualOf(subject, setting))),
      scale,
    };
  });
}

/** Whether the file has what the setting is of: only a writer has a course. */
function isIn({ raw, guest }: Subject, { course }: TimedSetting): boolean {
  return course === undefined || kindOfWork(raw, guest) === 'write';
}

/** A thing of the file that has the setting: name, place in a list, end of the migration. */
interface Named {
  readonly name: string;
  readonly place?: number;
  readonly end?: 'source' | 'destination';
}

function namesOf(subject: Subject, kind: SettingKind, { owner }: TimedSetting): Named[] {
  if (owner === 'guest') return [{ name: subject.guest }];
  if (owner === 'host') {
    return (['source', 'destination'] as const).map((end) => ({ name: subject[end], end }));
  }
  const link = linkBetween(subject);
  return kind === (link === undefined ? 'interface-rate' : 'link-rate')
    ? [link ?? { name: '' }]
    : [];
}

/** The link that the file names for the two hosts; undefined: the interfaces of all join them. */
function linkBetween({ raw, source, destination }: Subject): Named | undefined {
  const links = asList(getIn(raw, ['links'])).map(asMap);
  const place = links.findIndex(({ between }) => {
    const ends = asList(between);
    return ends.includes(source) && ends.includes(destination);
  });
  const { name, rate } = links[place] ?? {};
  return typeof name === 'string' && rate !== undefined ? { name, place } : undefined;
}

/** What holds where the file says nothing: the machine's. */
function usualOf({ raw }: Subject, { unit }: TimedSetting): string {
  if (unit !== 'bit/s') return '';
  const machine = String(getIn(raw, ['machine']) ?? DEFAULT_MACHINE);
  const rate = PROFILES[machine]?.parameters.linkRate?.value ?? 1e9;
  return `${rate / 1e6} Mbit/s`;
}

type Choice = Omit<ChoiceKnob, 'kind' | 'target' | 'value' | 'choices'> & {
  /** What holds when the file says nothing. */
  readonly usual: string;
  readonly choices: Readonly<Record<string, unknown>>;
};

/** A knob with positions, at what the file says. @param within the map's own path to the name. */
function choiceKnob(raw: unknown, { usual, choices, ...look }: Choice, within: Path = []): Knob {
  const value = String(getIn(raw, [...look.path, ...within]) ?? usual);
  const all = Object.entries(choices).map(([text, choice]) => ({ text, value: choice }));
  return { ...look, kind: 'choice', target: undefined, value, choices: all };
}

/** Each text as itself. */
const asWritten = (texts: readonly string[]) =>
  Object.fromEntries(texts.map((text) => [text, text]));

const MEMORIES = ['64 MiB', '128 MiB', '256 MiB', '512 MiB', '1 GiB', '2 GiB', '4 GiB'];

const kindOfWork = (raw: unknown, guest: string): unknown =>
  getIn(raw, ['guests', guest, 'workload', 'kind']);

/** What the guest is and does. */
function guestKnobs({ raw, guest }: Subject): Knob[] {
  const path = ['guests', guest];
  const memory = choiceKnob(raw, {
    id: 'memory',
    label: 'Memory',
    path: [...path, 'memory'],
    usual: '',
    choices: asWritten(MEMORIES),
    help: 'What has to be moved.',
  });
  const workload = {
    id: 'workload',
    label: 'What the guest does',
    path: [...path, 'workload'],
    usual: 'idle',
    choices: workloadSamples(),
    help: 'Only one that writes dirties many pages.',
  };
  const pattern = {
    id: 'pattern',
    label: 'Pattern',
    path: [...path, 'workload', 'pattern'],
    usual: 'uniform',
    choices: asWritten(['uniform', 'sequential']),
    help: 'Any page of the working set with equal chance, or one after the other.',
  };
  const writes = kindOfWork(raw, guest) === 'write';
  const kind = choiceKnob(raw, workload, ['kind']);
  return [memory, kind, ...(writes ? [choiceKnob(raw, pattern)] : [])];
}

/** How it moves. */
function runKnobs({ raw, index }: Subject): Knob[] {
  const machine = {
    id: 'machine',
    label: 'Machine',
    path: ['machine'],
    usual: DEFAULT_MACHINE,
    choices: asWritten(Object.keys(PROFILES)),
    help: 'What its hosts are and do: xend of Xen 3.2, xl, XAPI, or QEMU.',
  };
  const policy = {
    id: 'policy',
    label: 'Policy',
    path: ['migrations', index, 'policy'],
    usual: 'xen-3.2',
    choices: policySamples(),
    help: 'What decides when the guest is stopped.',
  };
  const scheduler = {
    id: 'scheduler',
    label: 'CPU scheduler',
    path: ['scheduler'],
    usual: 'on-off',
    choices: schedulerSamples(),
    help: "Xen's, in turns or as shares at every instant; on-off is that of the machine.",
  };
  const seed = {
    id: 'seed',
    label: 'Seed of all chance',
    path: ['seed'],
    usual: '1',
    choices: { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 },
    help: 'The same seed gives common random numbers, also when two settings are compared.',
  };
  const algorithm = isMap(getIn(raw, scheduler.path)) ? ['algorithm'] : [];
  return [
    choiceKnob(raw, machine),
    choiceKnob(raw, policy, ['name']),
    choiceKnob(raw, scheduler, algorithm),
    choiceKnob(raw, seed),
  ];
}
