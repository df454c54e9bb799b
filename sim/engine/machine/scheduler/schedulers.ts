/**
 * The CPU schedulers of a host, by how they are simulated. A new one is a file and an entry.
 *
 * An algorithm (credit, credit2) has two forms: in turns as Xen does it, where a capped domain runs
 * at full speed or not at all, or fluid, where it is a slower CPU.
 */
import type { Simulation } from '../../kernel/simulation.ts';
import type { Scheduler } from '../flow/domain.ts';
import type { Debit } from './credit-accounting.ts';
import { BUDGET_PERIOD_NS } from './credit2-pool.ts';
import { Credit2Scheduler } from './credit2-scheduler.ts';
import { FluidScheduler } from './fluid-scheduler.ts';
import { OnOffScheduler } from './on-off-scheduler.ts';
import type { SchedulerOptions } from './scheduler-options.ts';

type Maker = (simulation: Simulation, options: SchedulerOptions) => Scheduler;

const credit =
  (debit: Debit): Maker =>
  (simulation, { rateLimitNs, ...options }) =>
    new OnOffScheduler(simulation, { ...options, version: { debit, rateLimitNs } });

/** How each is made. */
export const SCHEDULERS = {
  /** Credit as shares. */
  fluid: (_, { cpus, changed }) => new FluidScheduler(cpus, changed),
  /** Credit in turns, as Xen up to 3.2 charges CPU, and as Xen 4 does. */
  sampled: credit('sampled'),
  exact: credit('exact'),
  credit2: (simulation, options) => new Credit2Scheduler(simulation, options),
  'credit2-fluid': (_, { cpus, changed, switchNs }) => {
    const lostPart = switchNs / BUDGET_PERIOD_NS;
    return new FluidScheduler(cpus, changed, { weighsVcpus: true, lostPart });
  },
} as const satisfies Readonly<Record<string, Maker>>;

/** Algorithm and form of a scheduler, and how credit charges CPU. */
export type SchedulerKind = keyof typeof SCHEDULERS;

/** Xen's schedulers. */
export const ALGORITHMS = ['credit', 'credit2'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** How they are simulated. */
export const FORMS = ['on-off', 'fluid'] as const;
export type Form = (typeof FORMS)[number];

/** @param debit how credit charges CPU. */
export function schedulerKind(algorithm: Algorithm, form: Form, debit: Debit): SchedulerKind {
  if (form === 'fluid') return algorithm === 'credit' ? 'fluid' : 'credit2-fluid';
  return algorithm === 'credit' ? debit : 'credit2';
}

/** Whether a capped domain runs in turns, or as on a slower CPU. */
export const isInTurns = (kind: SchedulerKind): boolean =>
  kind !== 'fluid' && kind !== 'credit2-fluid';
