/** Records of the on-off scheduler: parking and credits. */
import type { Simulation, SimulationRecord } from '../../kernel/simulation.ts';
import type { Vcpu } from '../flow/domain.ts';

/** A virtual CPU was parked or unparked, or has this credit after an accounting. */
export interface ParkRecord extends SimulationRecord {
  readonly kind: 'park' | 'unpark' | 'credit';
  readonly host: string;
  readonly vcpu: string;
  readonly credit: number;
}

interface Credited {
  readonly vcpu: Vcpu;
  readonly credit: number;
}

/** Emits a record, if there are listeners. */
export function tellPark(
  simulation: Simulation,
  kind: ParkRecord['kind'],
  host: string,
  { vcpu, credit }: Credited,
): void {
  if (!simulation.observed) return;
  const record: ParkRecord = { kind, timeNs: simulation.nowNs, host, vcpu: vcpu.name, credit };
  simulation.emit(record);
}

/** Emits the credits of all after an accounting. */
export function tellCredits(simulation: Simulation, host: string, all: Iterable<Credited>): void {
  if (!simulation.observed) return;
  for (const each of all) tellPark(simulation, 'credit', host, each);
}
