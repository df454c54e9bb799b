/** Any number of workers gives the same bytes, and faults cross threads as what they are. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { runScenarios } from '../../../../sim/app/pool/run-scenarios.ts';
import { InvariantError } from '../../../../sim/engine/kernel/assert.ts';
import { expandSweep } from '../../../../sim/scenario/load.ts';

const file = 'scenarios/paper/uncapped.yaml';
const set = [{ path: 'sweep.replications', value: '2' }];
/** All workloads of the paper, of a guest so small that the runs are quick. */
const text = readFileSync(file, 'utf8')
  .replace('memory: 1 GiB', 'memory: 32 MiB')
  .replace(
    /\{kind: benchmark, name: memory-\w+\}/gu,
    '{kind: write, rate: 900 pages/s, workingSet: 8 MiB}',
  );
const scenarios = expandSweep(text, file, { profiles: PROFILES, set }).map(
  ({ scenario }) => scenario,
);

describe('runScenarios', () => {
  it('gives the same bytes with 1 and 3 workers, and counts every run', async () => {
    const texts: string[] = [];
    for (const workers of [1, 3]) {
      const counts: number[] = [];
      const results = await runScenarios(scenarios, { workers }, (done) => counts.push(done));
      texts.push(JSON.stringify(results));
      expect(counts).toEqual(scenarios.map((_, index) => index + 1));
    }
    expect(new Set(texts).size).toBe(1);
  });

  it('tells our faults from others across threads', async () => {
    const [first] = scenarios;
    const broken = { ...first, migrations: [{ ...first?.migrations[0], guest: 'nobody' }] };
    const all = Array.from({ length: 8 }, () => broken as (typeof scenarios)[number]);
    await expect(runScenarios(all, { workers: 2 }, () => undefined)).rejects.toThrow(
      InvariantError,
    );
  });
});
