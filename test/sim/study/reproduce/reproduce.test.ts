/** The claims: each stated and measured once, and with verdicts out of simulation. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../../../../sim/run/run.ts';
import type { RunScenarios } from '../../../../sim/run/sweep.ts';
import { CLAIM_GROUPS } from '../../../../sim/study/reproduce/claims.ts';
import { reproduce } from '../../../../sim/study/reproduce/index.ts';
import { readStatements, STATEMENTS_FILE } from '../../../../sim/study/reproduce/statements.ts';

const readScenario = (path: string): string => readFileSync(`scenarios/${path}`, 'utf8');

const runScenarios: RunScenarios = async (scenarios) => scenarios.map((scenario) => run(scenario));

describe('reproduce', () => {
  it('measures every statement once, and nothing that is not stated', () => {
    const stated = readStatements(readScenario(STATEMENTS_FILE)).map(({ row }) => row.id);
    const measured = CLAIM_GROUPS.flatMap(({ checks }) => Object.keys(checks));
    expect([...measured].sort()).toEqual([...stated].sort());
    expect(new Set(stated).size).toBe(stated.length);
  });

  it('fails rows when machine and guest are others, of as many runs as are asked for', async () => {
    const text = readScenario('paper/figure-1.yaml');
    const slow = text.replace('hosts:', 'parameters: {linkRate: 300 Mbit/s}\nhosts:');
    const small = slow.replace('memory: 1 GiB', 'memory: 64 MiB');
    let runs = 0;
    const { report } = await reproduce({
      readScenario: (path) => (path === STATEMENTS_FILE ? readScenario(path) : small),
      runScenarios: (scenarios, onProgress) => {
        runs += scenarios.length;
        return runScenarios(scenarios, onProgress);
      },
      replications: 2,
      figure: 1,
    });
    const failing = report.claims.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    expect(failing).toContain('C103');
    expect(runs).toBe(2 * 30);
  });
});
