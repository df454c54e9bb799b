/** The claims: every covered row, with verdicts out of simulation, and one fitter for all. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitCurve, meansByX } from '../../../models/fit/fit.ts';
import { PROFILES } from '../../../models/profile/registry.ts';
import { expandSweep } from '../../../scenarios/load.ts';
import { numberColumn, readCsv } from '../../../sim/io/csv.ts';
import { pointsCsv } from '../../../sim/io/result-csv.ts';
import { reproduce } from '../../../sim/reproduce/index.ts';
import { sweep } from '../../../sim/sweep.ts';

const readScenario = (path: string): string => readFileSync(`scenarios/${path}`, 'utf8');

const COVERED = [
  'C001 C002 C003 C004 C005 C006 C007 C008 C009 C010 C011 C021 C022',
  'C101 C102 C103 C104 C105 C106 C107 C108 C109 C110 C201 C202 C203 C204',
  'C301 C302 C303 C304 C305 C306 C307 C401 C402 C403 C404 C405 C985 C986 C987',
].flatMap((line) => line.split(' '));

describe('reproduce', () => {
  it('covers the rows of Figures 1 to 4, and none fails', async () => {
    let runs = 0;
    const { claims } = await reproduce({
      readScenario,
      replications: 2,
      onProgress: (done) => {
        runs = done;
      },
    });
    expect(claims.map(({ id }) => id)).toEqual(COVERED);
    expect(claims.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    const open = claims.filter(({ verdict }) => verdict === 'not modelled');
    expect(open.map(({ id }) => id)).toEqual(['C006', 'C011']);
    expect(runs).toBe(2 * (30 + 40));
  }, 60_000);

  it('fails rows when the machine is another', async () => {
    const text = readScenario('paper/figure-1.yaml');
    const slow = text.replace('hosts:', 'parameters: {linkRate: 300 Mbit/s}\nhosts:');
    const { claims } = await reproduce({ readScenario: () => slow, replications: 1, figure: 1 });
    const failing = claims.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    expect(failing).toContain('C103');
  }, 60_000);

  it('prints the very R2 that fit finds in the CSV of the same sweep', async () => {
    const { claims } = await reproduce({ readScenario, replications: 1, figure: 2 });
    const set = [{ path: 'sweep.replications', value: '1' }];
    const text = readScenario('paper/figure-1.yaml');
    const points = expandSweep(text, 'f.yaml', { profiles: PROFILES, set });
    const csv = readCsv(pointsCsv(sweep(points)), 'points.csv');
    const rows = csv.rows.filter(({ cells }) => cells[0] === 'cpu 40 %');
    const table = { ...csv, rows };
    const ys = numberColumn(table, 'totalSeconds');
    const xs = numberColumn(table, 'source.dom0.cap');
    const fit = await fitCurve('power', meansByX(xs.map((x, i) => ({ x, y: ys[i] as number }))));
    expect(claims.find(({ id }) => id === 'C201')?.value).toBe(100 * (fit.r2Log ?? 0));
  }, 60_000);
});
