/** Records that a migration emits: plain data, each with the simulated time. */
import type { SimulationRecord } from '../kernel/simulation.ts';
import type { Part } from './parts.ts';
import type { StopReason } from './policy.ts';

/** A part of the time line has ended. */
export interface PartRecord extends SimulationRecord, Part {
  readonly kind: 'part';
  readonly guest: string;
}

/** A batch is on its way. */
export interface BatchRecord extends SimulationRecord {
  readonly kind: 'batch';
  readonly guest: string;
  readonly round: number;
  readonly pages: number;
}

/** A round has been sent; `reason` says why the policy stops, if it does. */
export interface RoundRecord extends SimulationRecord {
  readonly kind: 'round';
  readonly guest: string;
  readonly round: number;
  readonly live: boolean;
  /** Pages sent with their content. */
  readonly sent: number;
  readonly zeroPages: number;
  readonly skipped: number;
  readonly reason: StopReason | undefined;
}

/** All that a migration tells. */
export type MigrationRecord = PartRecord | BatchRecord | RoundRecord;
