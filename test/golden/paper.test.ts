/**
 * The paper's experiments, run once: their expected results, byte for byte as those of the other
 * scenarios, and the claims that are measured on them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../models/machine/registry.ts';
import type { RunResult } from '../../sim/run/result/result.ts';
import { pointsCsv } from '../../sim/run/result-csv.ts';
import { run } from '../../sim/run/run.ts';
import { sweepResult } from '../../sim/run/sweep.ts';
import { expandSweep } from '../../sim/scenario/load.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { meansByX, openFitter } from '../../sim/study/fit/fit.ts';
import { reproduce } from '../../sim/study/reproduce/index.ts';
import { numberColumn, readCsv } from '../../sim/text/csv.ts';

const readScenario = (path: string): string => readFileSync(`scenarios/${path}`, 'utf8');

const results = new Map<string, RunResult>();

/** Each scenario is simulated for the first that asks for it. */
async function runScenarios(scenarios: readonly Scenario[]): Promise<RunResult[]> {
  return scenarios.map((scenario) => {
    const key = JSON.stringify(scenario);
    const result = results.get(key) ?? run(scenario);
    results.set(key, result);
    return result;
  });
}

/** How often each point is run: with one run, noise fails claims; the paper's had more. */
const REPLICATIONS = 2;

/** The first run of every point; the others are made with it. */
async function pointsOf(path: string, replications = REPLICATIONS) {
  const set = [{ path: 'sweep.replications', value: `${replications}` }];
  const points = expandSweep(readScenario(path), path, { profiles: PROFILES, set });
  const all = sweepResult(points, await runScenarios(points.map(({ scenario }) => scenario)));
  return { ...all, points: all.points.filter(({ replication }) => replication === 1) };
}

const files = readdirSync('scenarios/paper').filter((name) => name.endsWith('.yaml'));

/** No claim is measured on these. */
const UNCLAIMED = ['evacuate.yaml', 'migration-share.yaml'];

describe('the expected result of', () => {
  it.each(files)('paper/%s', async (name) => {
    const golden = `./paper-${name.replace('.yaml', '')}.expected`;
    const points = await pointsOf(`paper/${name}`, UNCLAIMED.includes(name) ? 1 : REPLICATIONS);
    await expect(pointsCsv(points)).toMatchFileSnapshot(golden);
  });
});

/** The 79 rows of the paper, in its order. */
const COVERED = [
  'C001 C002 C003 C004 C005 C006 C007 C008 C009 C010 C011 C020 C021 C022',
  'C101 C102 C103 C104 C105 C106 C107 C108 C109 C110 C201 C202 C203 C204',
  'C301 C302 C303 C304 C305 C306 C307 C401 C402 C403 C404 C405',
  'C501 C502 C503 C504 C505 C506 C507 C508 C509 C601 C602 C701 C801',
  'C901 C902 C903 C904 C905 C906 C951 C952 C953 C954 C955 C956 C957',
  'C971 C972 C973 C974 C981 C982 C983 C984 C985 C986 C987 C988 C989',
].flatMap((line) => line.split(' '));

const DATA_FILES = [
  'bandwidth-caps.csv figure-1.csv figure-3.csv figure-5.csv figure-6.csv figure-9.csv fits.json',
  'network.csv parallel-ratios.csv parallel.csv table-1-errors.csv table-1.csv uncapped.csv',
].flatMap((line) => line.split(' '));

interface StoredFit {
  readonly model: string;
  readonly r2Log: number;
}

/** What the machine does not do as the paper says; docs/validation/wu-zhao-2011.md says why. */
const FAILING = [
  'C974',
  // With two runs: at 10 % the rate varies by 0.15 in one, and by 0.12 on average of five.
  'C981',
];

describe('reproduce', () => {
  it('covers all rows of the paper, and those fail that are known to', async () => {
    let runs = 0;
    const { report, data } = await reproduce({
      readScenario,
      runScenarios: async (scenarios) => {
        runs += scenarios.length;
        return runScenarios(scenarios);
      },
      replications: REPLICATIONS,
    });
    const { claims } = report;
    expect(claims.map(({ id }) => id)).toEqual(COVERED);
    const failing = claims.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    expect(failing).toEqual(FAILING);
    const open = claims.filter(({ verdict }) => verdict === 'not modelled');
    expect(open.map(({ id }) => id)).toEqual(['C006', 'C011', 'C951']);
    const files = await data();
    expect(Object.keys(files).sort()).toEqual(DATA_FILES);
    const stored = JSON.parse(files['fits.json'] ?? '') as { series: string; fits: StoredFit[] }[];
    const idle = stored.find(({ series }) => series === 'idle');
    const power = idle?.fits.find(({ model }) => model === 'power');
    // As lesson 9 of the lab has it, by expected values.
    expect(idle?.fits[0]?.model).toBe('hyperbola-floor');
    expect(claims.find(({ id }) => id === 'C202')?.value).toBe(100 * (power?.r2Log ?? 0));
    // Files in the order of the claims: Figures 1, 3, 6, 9, 5, network, Table 1, parallel, no caps.
    expect(runs).toBe(REPLICATIONS * (30 + 40 + 20 + 10 + 20 + 20 + 60 + 12 + 7));
  });

  it('prints the very R2 that fit finds in the CSV of the same sweep', async () => {
    const reproduction = await reproduce({
      readScenario,
      runScenarios,
      replications: 1,
      figure: 2,
    });
    const { claims } = reproduction.report;
    const csv = readCsv(pointsCsv(await pointsOf('paper/figure-1.yaml')), 'points.csv');
    const rows = csv.rows.filter(({ cells }) => cells[0] === 'cpu 40 %');
    const table = { ...csv, rows };
    const ys = numberColumn(table, 'totalSeconds');
    const xs = numberColumn(table, 'source.dom0.cap');
    const { fitCurve } = await openFitter();
    const fit = fitCurve('power', meansByX(xs.map((x, i) => ({ x, y: ys[i] as number }))));
    expect(claims.find(({ id }) => id === 'C201')?.value).toBe(100 * (fit.r2Log ?? 0));
  });
});
