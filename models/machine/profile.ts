/**
 * A machine profile: the numbers of one real (or assumed) testbed, every one with its unit and its
 * source. One profile serves every experiment made on that machine.
 */
import {
  PARAMETERS,
  type ParameterDefinition,
  type ParameterName,
  type Toolstack,
} from '../../sim/engine/mechanism/parameters.ts';

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

/** Value and source of a parameter, as the file of a profile states them. */
export type Stated = readonly [value: number, source: Provenance];

/** A profile before its numbers are joined with their definitions. */
export interface StatedProfile extends Omit<Profile, 'parameters'> {
  readonly parameters: Readonly<Record<ParameterName, Stated>>;
}

/** The profile of what a file states: each number with its unit and meaning, in the same order. */
export function profile({ parameters, ...rest }: StatedProfile): Profile<ParameterName> {
  const names = Object.keys(PARAMETERS) as ParameterName[];
  const joined = names.map((name) => {
    const { unit, meaning } = PARAMETERS[name];
    const [value, source] = parameters[name];
    return [name, { value, unit, source, meaning }];
  });
  return { ...rest, parameters: Object.fromEntries(joined) };
}

/** The number follows from source code or a format. */
export function code(where: string): Provenance {
  return { kind: 'code', where };
}

/** The number is assumed; it could as well lie anywhere in the range. */
export function assumed(low: number, high: number, why: string): Provenance {
  return { kind: 'assumed', range: [low, high], why };
}
