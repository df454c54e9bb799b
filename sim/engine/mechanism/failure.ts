/**
 * What a system does with a guest when its migration fails: the form of the rules. The rules
 * themselves, each with its source, are data of `models/recovery`.
 */

/** Where a migration is, as far as it matters for its guest. */
export const PHASES = [
  'set-up',
  'pre-copy',
  'suspend',
  'stop-and-copy',
  'hand-over',
  'start',
  'switch-over',
  'post-copy',
  'clean-up',
] as const;

/**
 * `suspend`: the guest is asked to, and runs. `hand-over`: the source has let go, and the
 * destination does not start the guest yet. `start`: it starts it, and needs nothing more of the
 * source. `switch-over`: state of devices goes ahead of pages. `clean-up`: the guest runs there.
 */
export type Phase = (typeof PHASES)[number];

/** What goes wrong, as the tools of a migration see it. */
export const BLOWS = [
  'connection',
  'refusal',
  'tls',
  'devices',
  'storage',
  'destination-tool',
  'destination-host',
  'source-tool',
  'source-host',
  'suspend',
  'guest-crash',
  'guest-stop',
  'guest-reboot',
  'cancel',
] as const;

export type Blow = (typeof BLOWS)[number];

/** Blows that wait for a migration to come to the stage in which it meets them. */
export const CONDITIONS = ['refusal', 'tls', 'devices', 'storage', 'suspend'] as const;

export type Condition = (typeof CONDITIONS)[number];

/**
 * What becomes of the guest. `goes-on`: the migration takes no notice. `source`: it runs there,
 * resumed if it stood. `shut-down`: the source destroys it. `suspended`: it stands at the source
 * until resumed by hand. `paused`: after post-copy has begun, until its pages come again. `moved`:
 * it runs at the destination, and the rest is left undone. `off`: it has shut itself down.
 * `reboots`: it boots again at the source.
 */
export type End =
  | 'goes-on'
  | 'source'
  | 'shut-down'
  | 'suspended'
  | 'paused'
  | 'moved'
  | 'off'
  | 'reboots'
  | 'unknown'
  | 'lost';

/** What a system does about a blow in a phase. */
export interface Rule {
  readonly end: End;
  /** Where this is read, or from what it is inferred. */
  readonly source: string;
  /** Whether no source states it. */
  readonly isInferred: boolean;
}

/** When a side notices what is told to it by nobody. Infinity: never. */
export interface TimeOuts {
  /** An open connection over which nothing gets through. */
  readonly connectionNs: number;
  /** One that is being opened. */
  readonly connectNs: number;
  /** A process at the other end, or at this one, that does nothing any more. */
  readonly toolNs: number;
  /** A guest that was asked to suspend. */
  readonly suspendNs: number;
  /** At the destination: a source that says nothing, until what was received is thrown away. */
  readonly receiverNs: number;
}

/** What a system does, for all blows and phases. */
export interface FailureRules {
  readonly system: string;
  /** The phase of each part of its time line. */
  readonly phases: Readonly<Record<string, Phase>>;
  /** A phase that is left out takes no notice of a blow. */
  readonly rules: Readonly<Record<Blow, Readonly<Partial<Record<Phase, Rule>>>>>;
  /** The part in which it meets a condition, and how long it bears that. */
  readonly meets: Readonly<
    Partial<Record<Condition, { readonly part: string; readonly ns: number }>>
  >;
  readonly timeOuts: TimeOuts;
  /** Whether the process that carries a migration out is the guest itself. */
  readonly toolIsGuest?: boolean;
}

/** The rule of a blow in a phase; undefined: no notice is taken. */
export function ruleOf({ rules }: FailureRules, blow: Blow, phase: Phase): Rule | undefined {
  const rule = rules[blow][phase];
  return rule?.end === 'goes-on' ? undefined : rule;
}

/** What has ended a migration before its time. */
export interface Strike {
  readonly blow: Blow;
  /** The kind of fault behind it, as a scenario names it. */
  readonly fault: string;
  /** When that happened, ns; it was noticed when the strike fell. */
  readonly sinceNs: number;
  /** Whether the other end hears of it. */
  readonly isTold: boolean;
  /** Of a guest that boots again, ns. */
  readonly bootNs?: number;
}

/** What became of a migration with its guest. */
export interface Fate {
  readonly end: Exclude<End, 'goes-on'>;
  /** Absent: nothing has ended it before its time. */
  readonly strike?: Strike & {
    readonly phase: Phase;
    readonly part: string;
    readonly noticedNs: number;
    readonly rule: Rule;
  };
  /** When both hosts had back what it used, ns; Infinity: never by themselves. */
  readonly freedNs: number;
}
