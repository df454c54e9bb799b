/** Types of the one file of seedrandom we load: the package's index would pull in node's crypto. */
declare module 'seedrandom/lib/alea.js' {
  import type { PRNG } from 'seedrandom';

  /** Alea's state: the last three numbers and the carry. */
  export interface AleaState {
    readonly c: number;
    readonly s0: number;
    readonly s1: number;
    readonly s2: number;
  }

  export default function alea(
    seed: string,
    options: { readonly state: true },
  ): PRNG & { state(): AleaState };
}
