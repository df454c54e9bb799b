/**
 * A machine profile: the numbers of one real (or assumed) testbed, every one with its unit and its
 * source. One profile serves every experiment made on that machine.
 */

import type { GuestType } from '../../sim/engine/machine/memory/frame-space.ts';
import type { Debit } from '../../sim/engine/machine/scheduler/credit-accounting.ts';
import type { Algorithm } from '../../sim/engine/machine/scheduler/schedulers.ts';
import type { Channel } from '../../sim/engine/mechanism/channels.ts';
import type { ParameterDefinition, Toolstack } from '../../sim/engine/mechanism/parameters.ts';
import type { WireFormat } from '../../sim/engine/mechanism/wire-format.ts';
import type { MachineMargins } from './margins.ts';

/** Where a number comes from. An assumed one states the range within which it could as well lie. */
export type Provenance =
  | { readonly kind: 'code'; readonly where: string }
  | { readonly kind: 'measured'; readonly where: string }
  | {
      readonly kind: 'calibrated';
      readonly on: readonly string[];
      readonly range?: readonly [number, number];
    }
  | { readonly kind: 'assumed'; readonly range: readonly [number, number]; readonly why: string }
  /** A file of the user's states it and says no more. */
  | { readonly kind: 'given'; readonly where: string };

/** One number of a machine: its definition with a value and a source. */
export interface Parameter extends Pick<ParameterDefinition, 'unit' | 'meaning'> {
  readonly value: number;
  readonly source: Provenance;
}

/** Whose streams and stages migrations have there. */
export type System = WireFormat['system'];

/** A named machine with all its parameters. */
export interface Profile<Name extends string = string> {
  readonly name: string;
  readonly title: string;
  /** Of the hosts for which it stands; absent for a testbed that stands for no others. */
  readonly year?: number;
  /** What runs on it, how credit charges CPU there, and what runs migrations. */
  readonly hypervisor: {
    readonly system: System;
    readonly version: string;
    /** Its CPU scheduler; absent: credit. */
    readonly scheduler?: Algorithm | undefined;
    readonly debit: Debit;
    readonly toolstack: Toolstack;
    /** What its migrations go through unless a scenario says otherwise; absent: plain. */
    readonly channel?: Channel | undefined;
    /** Name of the policy of migrations that say none; absent: xen-3.2. */
    readonly policy?: string | undefined;
    /** Whether Dom0's weight follows its activity unless a scenario says otherwise. */
    readonly dom0Weight?: 'automatic' | undefined;
    /** Of guests whose type a scenario does not say; absent: pv. */
    readonly guestType?: GuestType | undefined;
  };
  readonly parameters: Readonly<Record<Name, Parameter>>;
  /** How far measured times leave simulated ones; absent where none were compared. */
  readonly margins?: MachineMargins | undefined;
}
