/** Fields that several policies share, and what a policy is to a scenario file. */
import { z } from 'zod';
import { RATE_LIMITS } from '../../sim/engine/mechanism/parameters.ts';
import type { PolicyChange, PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
import { count, quantity } from '../../sim/text/fields.ts';

/** Makes a user's policy for one migration, of the `options` in the scenario file. */
export type PolicyFactory = (options: Readonly<Record<string, unknown>>) => PreCopyPolicy;

/** Policies of users by the file that a scenario names; the engine reads no file. */
export type PolicyModules = ReadonlyMap<string, PolicyFactory>;

/** A policy: its name, its fields in a scenario file, and how it is made of their values. */
export interface PolicyKind<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly schema: Schema;
  make(options: z.output<Schema>, modules: PolicyModules): PreCopyPolicy;
  /** The limits in the file that may be changed on the way; absent: none. */
  limits?(options: z.output<Schema>): PolicyLimits;
}

/** What `changes` of a scenario reach of a policy. */
export type PolicyLimits = Required<Pick<PolicyChange, 'bitsPerSecond' | 'downtimeLimitSeconds'>>;

/** The kind, with the types of its schema. */
export function policyKind<Schema extends z.ZodType>(kind: PolicyKind<Schema>): PolicyKind<Schema> {
  return kind;
}

/** Releases of QEMU whose rules are known, in order; one in between goes by the one before it. */
export const RELEASES = ['7.2', '8.2', '9.2', '10.2'] as const;
export type Release = (typeof RELEASES)[number];

/** What a downtime limit may be, ns. */
export const DOWNTIME_LIMITS = { least: 1e6, most: 3600e9 } as const;

/** In which order a round goes through the pages. @param usual its default. */
export const scan = (usual: 'rotated' | 'plain') =>
  z
    .enum(['rotated', 'plain'])
    .prefault(usual)
    .describe(`Order of pages in a round: as Xen 3.2 mixes them, or ascending. Default ${usual}.`);

/** @param usual the default, in words. */
export const maxRounds = (usual: string) =>
  count(`Rounds before the last one; ${usual}.`, 1, 10_000);

/** @param usual the default, in words. */
export const maxFactor = (usual: string) =>
  count(`Memory sizes sent before the last round; ${usual}.`, 1, 10_000);

/** @param usual the default, in words. */
export const minPages = (usual: string) =>
  count(`Stop when fewer pages are left; ${usual}.`, 0, 2 ** 34);

/** Whether dirty pages wait. @param usual its default. */
export const skips = (usual: boolean) =>
  trueOrFalse(
    usual,
    `Whether pages written again before their turn wait a round. Default ${usual}.`,
  );

/** @param usual its default. @param about what it decides. */
export const trueOrFalse = (usual: boolean, about: string) =>
  z.boolean({ error: 'expected true or false' }).prefault(usual).describe(about);

/** A rate of transfer. */
export const rate = (about: string) => quantity('bit/s', about, RATE_LIMITS);
