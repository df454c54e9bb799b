/**
 * A machine profile: the numbers of one real (or assumed) testbed, every one with its unit and its
 * source. One profile serves every experiment made on that machine.
 */
import type { ParameterUnit } from '../../sim/engine/kernel/unit.ts';

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

/** One number of a machine. */
export interface Parameter {
  readonly value: number;
  readonly unit: ParameterUnit;
  readonly source: Provenance;
  /** One sentence: what the number is. */
  readonly meaning: string;
}

/** What runs a migration: xend up to Xen 4.4, xl (libxl) since Xen 4.1. */
export type Toolstack = 'xend' | 'xl';

/** A named machine with all its parameters. */
export interface Profile<Name extends string = string> {
  readonly name: string;
  readonly title: string;
  /** What runs on it, how its scheduler charges CPU, and what runs migrations. */
  readonly hypervisor: {
    readonly version: string;
    readonly debit: 'sampled' | 'exact';
    readonly toolstack: Toolstack;
  };
  readonly parameters: Readonly<Record<Name, Parameter>>;
}
