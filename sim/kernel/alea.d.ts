/** Types of the one file of seedrandom we load: the package's index would pull in node's crypto. */
declare module 'seedrandom/lib/alea.js' {
  import type { PRNG } from 'seedrandom';

  export default function alea(seed: string): PRNG;
}
