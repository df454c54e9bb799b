/** Every kind of what can be drawn is drawn, and soon. */
import { describe, expect, it } from 'vitest';
import { faultSchemas } from '../../../../../models/fault/index.ts';
import { PROFILES } from '../../../../../models/machine/registry.ts';
import { policySamples } from '../../../../../models/policy/index.ts';
import { workloadSamples } from '../../../../../models/workload/index.ts';
import { formulaReader } from '../../../../../sim/scenario/formula/read-formula.ts';
import { FORMULAS, readDrawn } from '../../../../../sim/study/fuzz/draw/formulas.ts';
import { kindsIn } from '../../../../../sim/study/fuzz/draw/kinds.ts';
import { drawScenario } from '../../../../../sim/study/fuzz/draw/scenario.ts';

const SCENARIOS = 6000;

const drawn = new Set(
  Array.from({ length: SCENARIOS }, (_, number) => kindsIn(drawScenario('kinds', number))).flat(),
);

const FAULTS = faultSchemas.flatMap(({ in: { shape } }) => [...shape.kind.values]);
/** A user's module is a file of its own. */
const POLICIES = Object.keys(policySamples()).filter((name) => name !== 'module');
const WORKLOADS = Object.keys(workloadSamples());

const all = (what: string, names: readonly string[]): string[] =>
  names.map((name) => `${what} ${name}`);

describe('among 6000 scenarios', () => {
  it.each([
    ['machines', all('machine', Object.keys(PROFILES))],
    ['faults', all('fault', FAULTS)],
    ['policies', all('policy', POLICIES)],
    ['workloads', all('workload', WORKLOADS)],
    ['schedulers', all('scheduler', ['on-off', 'fluid', 'credit', 'credit2', 'credit2 fluid'])],
    ['mechanisms', all('mechanism', ['pre-copy', 'post-copy', 'suspend-copy-resume'])],
    ['types of guests', all('type', ['pv', 'pvh', 'hvm'])],
    ['ways to say when', all('fault by', ['at', 'during', 'round', 'share', 'meanTime'])],
    ['others', ['mirrors', 'retries', 'timed changes', 'links', 'switches', 'fidelity expected']],
  ])('there are all %s', (_, kinds) => {
    expect(kinds.filter((kind) => !drawn.has(kind))).toEqual([]);
  });

  it('formulas are read as the reader of texts reads them', async () => {
    const read = await formulaReader();
    for (const text of FORMULAS) expect(readDrawn(text)).toEqual(read(text));
  });
});
