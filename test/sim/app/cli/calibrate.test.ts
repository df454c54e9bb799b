/** `precopy calibrate` as people use it: from files to a machine file, interrupted and resumed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { type CalibrateArguments, calibrateCommand } from '../../../../sim/app/cli/calibrate.ts';
import { compareCommand } from '../../../../sim/app/cli/compare.ts';
import { machineCommand } from '../../../../sim/app/cli/machine.ts';
import { runCommand } from '../../../../sim/app/cli/run.ts';
import { pointsCsv } from '../../../../sim/run/result-csv.ts';
import { sweep } from '../../../../sim/run/sweep.ts';
import { expandSweep } from '../../../../sim/scenario/load.ts';
import { readMachineFile } from '../../../../sim/scenario/machine-file.ts';
import { precopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';

const { at, file } = testFolder('calibrate');

/** What a command prints, and what it returns. */
async function printed(work: () => unknown): Promise<{ out: string; err: string; code: unknown }> {
  const said = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.err += String(text);
    return true;
  });
  try {
    const code = await work();
    return { ...said, code };
  } finally {
    vi.restoreAllMocks();
  }
}

const SMALL = `title: Small
hosts: {source: {}, other: {}}
guests: {vm: {host: source, memory: 32 MiB, workload: {kind: idle}}}
migrations: [{guest: vm, to: other}]
`;
const CAPS = 'sweep: {axes: {source.dom0.cap: [15 %, 30 %, 60 %, 90 %]}}\n';
const scenario = file('small.yaml', SMALL);
const measured = at('caps.csv');

beforeAll(() => {
  // The truth: a machine that takes 60 us a page.
  const set = [{ path: 'parameters.sourceCpuPerPage', value: '60 us' }];
  const points = expandSweep(SMALL + CAPS, 'truth.yaml', { profiles: PROFILES, set });
  file('caps.csv', pointsCsv(sweep(points)));
});

const ASK: CalibrateArguments = {
  scenario,
  measured: [measured],
  column: [],
  campaign: [],
  where: [],
  scatter: '15 %',
  fit: ['sourceCpuPerPage=5 us..200 us'],
  quantity: ['totalSeconds'],
  weight: [],
  'hold-out': '25 %',
  set: [],
  replications: 1,
  workers: 1,
  json: true,
  quiet: true,
};

const calibrate = (more: Partial<CalibrateArguments>) =>
  printed(() => calibrateCommand({ ...ASK, ...more }));

describe('calibrate', () => {
  it('finds the truth and writes it as a machine that other commands take', async () => {
    const machine = at('lab.yaml');
    const { code, out, err } = await calibrate({ out: machine, json: false, quiet: false });
    expect(code).toBe(0);
    expect(err).toContain('columns that set and measure nothing are ignored: `replication`');
    expect(err).toContain(`written: ${machine}; precopy run FILE --machine ${machine} uses it`);
    expect(out).toMatch(/3 rows fitted; 1 rows held out/);
    expect(out).toMatch(/held out {2}total time +1 /);
    const { name, parameters, calibration } = readMachineFile(
      readFileSync(machine, 'utf8'),
      'lab.yaml',
      PROFILES,
    );
    expect(name).toBe('lab');
    const { value = 0, source } = parameters.sourceCpuPerPage ?? {};
    expect(Math.abs(value / 60_000 - 1)).toBeLessThan(0.05);
    const on = [`${measured}, 3 rows: totalSeconds`];
    expect(source).toMatchObject({ kind: 'calibrated', on });
    expect(calibration).toMatchObject({ scenario, seed: '1', replications: 1 });
    const shown = await printed(() => machineCommand({ name: machine, json: false }));
    expect(shown.out).toContain('all other numbers are those of opteron-xen-3.2.1');
    expect(shown.out).toContain('calibrated on');
  });

  it('and that machine is one for scenarios and for other commands', async () => {
    const machine = file('mine.yaml', LAB);
    const sides = { simulated: scenario, measured, machine, x: 'source.dom0.cap' };
    const how = { y: 'totalSeconds', by: [], where: [], set: [], judge: 'worst' as const };
    const form = { json: false, csv: false, quiet: true, tolerance: '1 %', workers: 1 };
    const compared = await printed(() => compareCommand({ ...sides, ...how, ...form }));
    expect(compared.out).toContain('pass: the worst error is 0.0 %');
    const flags = {
      csv: false,
      log: false,
      performance: false,
      interval: false,
      verify: false,
      quiet: true,
    };
    const ask = { set: [], step: '100 ms', json: true, ...flags };
    const one = await printed(() => runCommand({ ...ask, file: scenario, machine }));
    expect(JSON.parse(one.out).machine).toBe('mine');
    const inside = file('inside.yaml', `machine: mine.yaml\n${SMALL}`);
    expect(await printed(() => runCommand({ ...ask, file: inside }))).toEqual(one);
  });

  it('gives the same bytes with two workers, and after it was cut and resumed', async () => {
    const log = at('log.jsonl');
    const whole = await calibrate({ resume: log, out: at('whole.yaml') });
    expect(whole.code).toBe(0);
    const lines = readFileSync(log, 'utf8').split('\n');
    const cut = file('cut.jsonl', `${lines.slice(0, 9).join('\n')}\n${lines[9]?.slice(0, 40)}`);
    const again = { name: 'whole', out: at('again.yaml') };
    expect(await calibrate({ ...again, resume: cut })).toEqual(whole);
    expect(readFileSync(at('again.yaml'))).toEqual(readFileSync(at('whole.yaml')));
    expect(readFileSync(cut, 'utf8')).toBe(readFileSync(log, 'utf8'));
    expect(await calibrate({ workers: 2 })).toEqual(whole);
  });

  it('ends when it is interrupted, without a result, and goes on from there', async () => {
    const log = at('interrupted.jsonl');
    const watch = setInterval(() => {
      if (!existsSync(log) || readFileSync(log, 'utf8').split('\n').length < 4) return;
      clearInterval(watch);
      process.emit('SIGINT');
    }, 0);
    const { code, out, err } = await calibrate({ resume: log, out: at('no.yaml') });
    expect([code, out]).toEqual([130, '']);
    expect(err).toContain('best so far: --set "parameters.sourceCpuPerPage=');
    expect(err).toContain('the same command resumes from here');
    expect(existsSync(at('no.yaml'))).toBe(false);
    const { out: whole } = await calibrate({ resume: at('log.jsonl'), json: true });
    expect((await calibrate({ resume: log })).out).toBe(whole);
  });

  it('says what was found of a scenario as settings, and writes no machine for it', async () => {
    const fit = ['vm.workload.rate=100 pages/s..10000 pages/s'];
    const set = ['vm.workload={kind: write, rate: 900 pages/s, workingSet: 1 MiB}'];
    const { out } = await calibrate({ fit, set, json: false });
    expect(out).toMatch(/--set "guests\.vm\.workload\.rate=[\d.]+ pages\/s"/);
    const writing = calibrate({ fit, set, out: at('x.yaml') });
    await expect(writing).rejects.toThrow('--out: nothing of the machine is fitted');
  });
});

const LAB = 'name: mine\nbase: opteron-xen-3.2.1\nparameters: {sourceCpuPerPage: 60 us}\n';

describe('mistakes are reported', () => {
  const other = file('other.jsonl', '{"precopyCalibration":1,"of":"another"}\n');
  const empty = file('empty.csv', 'source.dom0.cap,totalSeconds\n');
  const none = { scenario: undefined };
  it.each<[Partial<CalibrateArguments>, string]>([
    [{ fit: ['sourceCpuPrePage'] }, 'did you mean `sourceCpuPerPage`?'],
    [none, 'no scenario given (name a file with'],
    [{ measured: [] }, 'no measurements given (name a file with'],
    [{ where: ['a=b'] }, 'no such column'],
    [{ measured: [empty] }, 'measured is nothing above 0'],
    [{ resume: other }, 'it belongs to another calibration (scenario, measurements, what is'],
    [{ resume: measured }, 'not a log of a calibration (name a new file'],
    [{ column: ['cap'] }, '--column cap: = is missing'],
    [{ machine: at('none.yaml') }, 'none.yaml: there is no such file'],
    [{ ...none, campaign: ['xen417-dom0-cab'] }, 'did you mean `xen417-dom0-cap`?'],
    [
      { ...none, campaign: ['xen417-dom0-cap', 'xen417-vm-memory'] },
      'the campaigns have different scenarios, `measured/xen417-dom0-cap.yaml` and',
    ],
    [{ out: join(measured, 'lab.yaml') }, 'caps.csv: a part of the path is a file (name another'],
  ])('%#', async (more, message) => {
    await expect(calibrate(more)).rejects.toThrow(message);
  });

  it('with exit code 2 by the program, whose version is that of the package', () => {
    const args = ['calibrate', '--scenario', scenario, '--measured', measured, '--fit', 'links'];
    const { code, out, err } = precopy(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('--fit links: ');
    expect(precopy('--version').out.trim()).toBe(
      JSON.parse(readFileSync('package.json', 'utf8')).version,
    );
  });
});
