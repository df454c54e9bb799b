/** What the on-off scheduler tells of parking and credits. */
import type { Simulation, SimulationRecord } from '../kernel/simulation.ts';
import type { Vcpu } from './domain.ts';

/** A virtual CPU was parked or may go on, or has this credit after an accounting. */
export interface ParkRecord extends SimulationRecord {
  readonly kind: 'park' | 'unpark' | 'credit';
  readonly host: string;
  readonly vcpu: string;
  readonly credit: number;
}

/** Tells the listeners, if there are any. */
export function tellPark(
  simulation: Simulation,
  kind: ParkRecord['kind'],
  host: string,
  { vcpu, credit }: { readonly vcpu: Vcpu; readonly credit: number },
): void {
  if (!simulation.observed) return;
  const record: ParkRecord = { kind, timeNs: simulation.nowNs, host, vcpu: vcpu.name, credit };
  simulation.emit(record);
}
