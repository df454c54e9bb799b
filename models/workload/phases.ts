/**
 * A guest that does one thing after another: each phase is a workload of its own for a set time,
 * and its clock starts at 0 when the phase begins. After the last one the first comes again, or the
 * last continues indefinitely.
 */

import { z } from 'zod';
import { largestOf } from '../../sim/engine/kernel/lists.ts';
import { DAYS_100_NS } from '../../sim/engine/kernel/unit.ts';
import type {
  FaultWork,
  GuestInterval,
  RingFill,
} from '../../sim/engine/machine/guest/guest-activity.ts';
import type { FlowSpec } from '../../sim/engine/machine/guest/io-flow.ts';
import type { GuestMemory } from '../../sim/engine/machine/memory/guest-memory.ts';
import { quantity } from '../../sim/text/fields.ts';
import { UNCHANGED, type WorkloadKind } from './kind.ts';
import type { Workload } from './workload.ts';

/** One thing and how long it is done. */
export interface Phase {
  readonly durationNs: number;
  readonly workload: Workload;
}

export class PhasesWorkload implements Workload {
  readonly kind = 'phases';
  readonly #phases: readonly Phase[];
  readonly #repeats: boolean;
  #index = 0;
  #endNs = 0;

  /** @param phases at least one. */
  constructor(phases: readonly Phase[], repeats: boolean) {
    this.#phases = phases;
    this.#repeats = repeats;
    this.begin(0);
  }

  get cpuDemand(): number {
    return this.#workload.cpuDemand;
  }

  get writers(): number | undefined {
    return this.#workload.writers;
  }

  get restDemand(): number | undefined {
    return this.#workload.restDemand;
  }

  get ring(): RingFill | undefined {
    return this.#workload.ring;
  }

  get flow(): FlowSpec | undefined {
    return this.#workload.flow;
  }

  get copySlowdown(): number {
    return this.#workload.copySlowdown ?? 0;
  }

  get faultWork(): FaultWork | undefined {
    return this.#workload.faultWork;
  }

  /** A workload that several phases share has its faults once. */
  get faultNs(): number {
    const workloads = new Set(this.#phases.map(({ workload }) => workload));
    return [...workloads].reduce((sum, { faultNs = 0 }) => sum + faultNs, 0);
  }

  begin(nowNs: number): void {
    this.#enter(0, nowNs);
  }

  nextChangeNs(nowNs: number): number {
    return Math.min(this.#endNs, this.#workload.nextChangeNs?.(nowNs) ?? Infinity);
  }

  change(nowNs: number): void {
    if (nowNs < this.#endNs) this.#workload.change?.(nowNs);
    else this.#enter((this.#index + 1) % this.#phases.length, nowNs);
  }

  advance(interval: GuestInterval, memory: GuestMemory): void {
    this.#workload.advance(interval, memory);
  }

  get #workload(): Workload {
    return (this.#phases[this.#index] as Phase).workload;
  }

  #enter(index: number, nowNs: number): void {
    const { durationNs, workload } = this.#phases[index] as Phase;
    const isForGood = index === this.#phases.length - 1 && !this.#repeats;
    this.#index = index;
    this.#endNs = isForGood ? Infinity : nowNs + durationNs;
    workload.begin?.(nowNs);
  }
}

/** The schema of phases. @param workload what a phase may do. */
export function phasesOf<Workload extends z.ZodType>(workload: Workload) {
  const phase = z
    .strictObject({
      for: quantity('ns', 'How long.', { least: 1e6, most: DAYS_100_NS }),
      workload,
    })
    .describe('One thing for some time; the t of a formula or series starts at 0 with it.')
    .transform((written) => {
      const { for: durationNs, workload: done } = written as {
        readonly for: number;
        readonly workload: z.output<Workload>;
      };
      return { durationNs, workload: done };
    });
  return z.strictObject({
    kind: z.literal('phases').describe('Does one thing after another.'),
    phases: z
      .array(phase)
      .min(1, { error: 'expected at least one phase' })
      .max(1000, { error: 'at most 1000 phases' })
      .describe('The phases in their order.'),
    repeat: z
      .boolean({ error: 'expected true or false' })
      .prefault(false)
      .describe(
        'Whether the first follows the last; default false: the last continues indefinitely.',
      ),
  });
}

/** A checked workload of phases. */
export interface PhasesSpec<Done> {
  readonly kind: 'phases';
  readonly repeat: boolean;
  readonly phases: readonly { readonly durationNs: number; readonly workload: Done }[];
}

/** The kind whose phases are workloads of other kinds. @param of the kind of a workload. */
export function phasesKind<Done>(schema: z.ZodType, of: (done: Done) => WorkloadKind<Done>) {
  return {
    kind: 'phases',
    schema,
    /** Phases are timed by themselves: timed changes do not reach into them. */
    build({ phases, repeat }, ground) {
      const within = { ...ground, changes: UNCHANGED };
      const built = phases.map(({ durationNs, workload }) => {
        return { durationNs, workload: of(workload).build(workload, within) };
      });
      return new PhasesWorkload(built, repeat);
    },
    bytes: ({ phases }) => largestOf(phases.map(({ workload: one }) => of(one).bytes(one))),
    usesStorage: ({ phases }) =>
      phases.some(({ workload: one }) => of(one).usesStorage?.(one) ?? false),
  } satisfies WorkloadKind<PhasesSpec<Done>>;
}
