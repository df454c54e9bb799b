/** What moves at one rate together, while the rates of a component are solved. */
import type { Activity } from './activity.ts';
import type { ByteStream } from './byte-stream.ts';
import type { Demand, Usage } from './max-min.ts';

/** An activity, or the way of a stream between its buffers. */
export type Mover = Activity | ByteStream;

export interface Bundle extends Demand {
  readonly members: Mover[];
  readonly usages: Usage[];
  rateMax: number;
  rate: number;
  /** The turn of the solving that it was in last. */
  solved: number;
}

/** That of a mover whose component was not solved yet. */
export const UNSOLVED: Bundle = { members: [], usages: [], rateMax: 0, rate: 0, solved: 0 };
