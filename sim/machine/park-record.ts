/** What the on-off scheduler tells of parking. */
import type { SimulationRecord } from '../kernel/simulation.ts';

/** A virtual CPU was parked or may go on. */
export interface ParkRecord extends SimulationRecord {
  readonly kind: 'park' | 'unpark';
  readonly host: string;
  readonly vcpu: string;
  readonly credit: number;
}
