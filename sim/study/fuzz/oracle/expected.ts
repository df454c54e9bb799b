/**
 * Expected fidelity against page-exact, within the error that
 * `docs/explanation/expected-fidelity.md` states.
 */
import { type Check, runTree, type Subject, type Verdict } from '../check.ts';
import type { Draws } from '../draw/draws.ts';
import type { Tree } from '../draw/tree.ts';
import { first, idle, withGuests, withTop } from '../relation/relation.ts';

interface Tolerance {
  readonly share: number;
  readonly seconds: number;
}

/** A guest that only its kernel writes in: what is stated, and a short round more or less. */
const IDLE: Tolerance = { share: 0.01, seconds: 0.02 };

/** The least of the sample that the errors are stated of. */
const MEMORY = '64 MiB';

/**
 * One that writes, below 200 MiB: errors of 10 to 20 % are known where it is about to converge; a
 * round more or less of this size takes some ten ms.
 */
const WRITES: Tolerance = { share: 0.2, seconds: 0.05 };

/** Both fidelities of a scenario. */
function compared(tree: Tree, { share, seconds }: Tolerance): Verdict {
  const expected = runTree(withTop(tree, { fidelity: 'expected' }));
  const exact = expected && runTree(tree);
  if (expected === undefined || exact === undefined) return 'unfit';
  const [ours, theirs] = [first(expected).totalSeconds, first(exact).totalSeconds];
  if (Math.abs(ours - theirs) <= theirs * share + seconds) return 'fine';
  const percent = (100 * (ours / theirs - 1)).toFixed(2);
  return { broken: `${ours} s are expected and ${theirs} s exact, ${percent} % off` };
}

function drawWriter(draw: Draws): Tree {
  const cap = () => draw.of({}, { dom0: { cap: `${draw.whole(20, 100)} %` } });
  const workload = {
    kind: 'write',
    rate: `${draw.of(100, 1000, 3000, 6000)} pages/s`,
    workingSet: `${draw.of(1, 8, 32)} MiB`,
    pattern: draw.of('uniform', 'sequential'),
  };
  return {
    title: 'a writer',
    machine: 'opteron-xen-3.2.1',
    seed: String(draw.whole(1, 1_000_000)),
    scheduler: 'fluid',
    parameters: { dom0Background: '0 %' },
    hosts: { a: cap(), b: cap() },
    guests: { vm: { host: 'a', memory: `${draw.of(64, 100, 192)} MiB`, workload } },
    migrations: [{ guest: 'vm', to: 'b' }],
  };
}

export const EXPECTED: readonly Check[] = [
  {
    name: 'expected-idle',
    about: 'a guest that does nothing takes as long with expected values',
    judge: ({ tree }: Subject) => {
      const sized = withGuests(idle(tree), (guest) => ({ ...guest, memory: MEMORY }));
      return compared(sized, IDLE);
    },
  },
  {
    name: 'expected-writer',
    about: 'one that writes takes as long within the error that is stated',
    isApart: true,
    judge: ({ draw }: Subject) => compared(drawWriter(draw), WRITES),
  },
];
