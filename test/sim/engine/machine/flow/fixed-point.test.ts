/** The fixed point of an instant: it is found, and what has none ends all the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CpuUsage, Touched } from '../../../../../sim/engine/machine/flow/fixed-point.ts';

/** Answers until the assumption stays. @returns the assumption, and the number of answers. */
function iterate(answerTo: (share: number) => number): { share: number; answers: number } {
  const usage = new CpuUsage();
  usage.start(1, 0);
  let answers = 1;
  while (usage.answer(answerTo(usage.share), 0)) answers += 1;
  return { share: usage.share, answers };
}

describe('what a virtual CPU is assumed to use', () => {
  it('is its own answer, however steeply answers fall', () => {
    const slope = fc.double({ min: 0, max: 50, noNaN: true });
    const most = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(slope, most, (falls, top) => {
        // It has as much to do as comes in with what it leaves: at most `top`.
        const answerTo = (share: number) => Math.min(top, falls * (1 - share));
        const { share, answers } = iterate(answerTo);
        expect(Math.abs(share - answerTo(share))).toBeLessThan(1e-3);
        expect(answers).toBeLessThan(200);
      }),
    );
  });

  it('stays after 200 answers where none is its own', () => {
    expect(iterate((share) => (share > 0.5 ? 0.2 : 0.8)).answers).toBeLessThanOrEqual(201);
  });
});

describe('an instant', () => {
  const nodeOf = (name: number) => ({ name, place: -1 });
  type Node = ReturnType<typeof nodeOf>;

  it('solves what is touched on the way too, each once, the last touched last', () => {
    const touched = new Touched<Node>();
    const nodes = [0, 1, 2, 3].map(nodeOf);
    const [a, b, c, d] = nodes as [Node, Node, Node, Node];
    for (const node of [a, b, c]) touched.add(node);
    const solved: number[] = [];
    touched.settle((node) => {
      solved.push(node.name);
      if (node !== a) return;
      touched.delete(b);
      for (const next of [c, d, b]) touched.add(next);
    });
    expect(solved).toEqual([0, 2, 3, 1]);
    expect(nodes.map(({ place }) => place)).toEqual([-1, -1, -1, -1]);
  });

  it('is a fault where it does not end', () => {
    const touched = new Touched<Node>();
    touched.add(nodeOf(0));
    const endless = () => touched.settle(({ name }) => touched.add(nodeOf(name + 1)));
    expect(endless).toThrow('do not settle');
  });
});
