/** The command line as a person uses it: results, contracts, and mistakes. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMAND, precopy, precopyAlone } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';

const { folder, file } = testFolder('cli');

const SMALL = `title: Small
hosts: {a: {dom0: {cap: 50 %}}, b: {}}
guests:
  vm: {host: a, memory: 32 MiB, workload: {kind: write, rate: 900 pages/s, workingSet: 8 MiB}}
migrations: [{guest: vm, to: b}]
`;
const small = file('small.yaml', SMALL);
const swept = file(
  'swept.yaml',
  `${SMALL}sweep: {replications: 2, axes: {a.dom0.cap: [20 %, 40 %, 60 %, 80 %]}}\n`,
);

describe('precopy run', () => {
  it('prints rounds, totals, the stop reason in words and the parts', () => {
    const { code, out } = precopy('run', small);
    expect(code).toBe(0);
    for (const words of [
      'round',
      'total time',
      'downtime',
      'stopped: few-pages',
      'source-teardown',
    ]) {
      expect(out).toContain(words);
    }
  });

  it('prints the whole result as one JSON object with --json and nothing else', () => {
    const { code, out, err } = precopy('run', small, '--json', '--seed', '7');
    expect([code, err]).toEqual([0, '']);
    const { migrations, ...whole } = JSON.parse(out);
    expect(Object.keys(whole)).toEqual(['schemaVersion', 'seed', 'title', 'machine']);
    expect([whole.schemaVersion, whole.seed, migrations.length]).toEqual([2, '7', 1]);
    const [result] = migrations;
    const keys = ['totalSeconds', 'downtimeSeconds', 'stopReason', 'zeroPages'];
    const more = ['pagesSent', 'bytesSent', 'sourceDom0CpuSeconds', 'destinationDom0CpuSeconds'];
    for (const key of [...keys, ...more, 'rounds', 'parts']) expect(result).toHaveProperty(key);
    expect(Object.keys(result.parts[0])).toEqual(['name', 'host', 'seconds', 'inDowntime']);
    const round = ['round', 'live', 'sent', 'zeroPages', 'bytes', 'skipped', 'dirtied', 'seconds'];
    for (const key of [...round, 'sourceDom0CpuSeconds', 'destinationDom0CpuSeconds']) {
      expect(result.rounds[0]).toHaveProperty(key);
    }
    expect(result.rounds.at(-1).dirtied).toBeNull();
  });

  it('is given up at --stop-at with exit code 1, and says where it was', () => {
    const { code, out, err } = precopy('run', small, '--stop-at', '0.2 s');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(
      /^not over at --stop-at: 0 s of simulated time, 0 of 1 migrations ended; vm /m,
    );
    expect(precopy('run', small, '--stop-at', '1 h').out).toBe(precopy('run', small).out);
  });

  it('obeys --set and says what it cannot set', () => {
    const json = (...args: string[]) => {
      return JSON.parse(precopy('run', small, '--json', ...args).out).migrations[0];
    };
    const slow = json('--set', 'a.dom0.cap=10 %').totalSeconds;
    expect(slow).toBeGreaterThan(json('--set', 'a.dom0.cap=none').totalSeconds);
    const wrong = precopy('run', small, '--set', 'a.dom0.cup=10 %');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('cap');
    expect(precopy('run', small, '--set', 'nonsense').code).toBe(2);
  });

  it('prints the lines xend would have logged', () => {
    const { out } = precopy('run', small, '--log');
    expect(out).toMatch(/\r 1: sent \d+, skipped \d+, delta \d+ms, dom0 \d+%, target \d+%, sent/);
    expect(out).toContain('Start last iteration\nSUSPEND shinfo');
    expect(out).toContain('Save exit rc=0\n');
  });

  it('prints how its guests fare over time as CSV', () => {
    const { code, out, err } = precopy('run', small, '--performance', '--step', '0.5 s');
    expect([code, err]).toEqual([0, '']);
    const [head = '', ...rows] = out.trim().split('\n');
    expect(head.startsWith('guest,host,startSeconds,seconds,stoppedSeconds,performance')).toBe(
      true,
    );
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.every((row) => row.startsWith('vm,'))).toBe(true);
    for (const args of [
      [small, '--step', '0 s'],
      [swept, '--performance'],
    ]) {
      const wrong = precopy('run', ...args);
      expect([wrong.code, wrong.out]).toEqual([2, '']);
    }
  });

  it('writes result, table, log and curve into a folder, whole', () => {
    const out = join(folder, 'made', 'here');
    expect(precopy('run', small, '--out', out, '--quiet').code).toBe(0);
    expect(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')).schemaVersion).toBe(2);
    expect(readFileSync(join(out, 'rounds.csv'), 'utf8')).toContain('guest,round,live');
    expect(readFileSync(join(out, 'performance.csv'), 'utf8')).toContain('guest,host,start');
    expect(existsSync(join(out, 'xend.log.partial'))).toBe(false);
  });

  it('runs a sweep as a table, as JSON, and as CSV that fit reads', () => {
    const alone = ['--workers', '1'];
    expect(precopy('run', swept, ...alone).out).toContain('a.dom0.cap');
    const { schemaVersion, points } = JSON.parse(precopy('run', swept, '--json', ...alone).out);
    expect([schemaVersion, points.length]).toEqual([2, 8]);
    expect(Object.keys(points[0])).toEqual(['parameters', 'replication', 'result']);
    const csv = file('points.csv', precopy('run', swept, '--csv', ...alone).out);
    const fit = ['fit', csv, '--x', 'a.dom0.cap', '--y', 'totalSeconds'];
    const lines = precopy(...fit, '--model', 'all', '--csv')
      .out.trim()
      .split('\n');
    expect(lines[0]).toMatch(/^model,formula,points,parameter,value,low,high,/);
    expect(lines.slice(1).filter((line) => line.startsWith('power,'))).toHaveLength(2);
    expect(precopy(...fit, '--quiet').out).toContain('R2 on the log scale');
    const fitted = precopy(...fit, '--json');
    const { fits, rows } = JSON.parse(fitted.out);
    expect(rows).toBe(8);
    expect(fits[0].n).toBe(4);
    expect(fits[0].r2Log).toBeGreaterThan(0.5);
  });
});

describe('a process of its own', () => {
  it.each([
    [['run', small, '--json']],
    [['run', swept, '--csv', '--workers', '2']],
    [['run', small, '--bogus']],
    [['--help']],
    [['--version']],
  ])('prints and ends as it does in a thread: %j', (words) => {
    expect(precopyAlone(...words)).toEqual(precopy(...words));
  });
});

const points = file('points.csv', 'a,b\n1,2\n2,3\n');
const CUT = SMALL.replace('50 %', '5000 %');

/** Name, arguments, and what the message must say. */
const MISTAKES: readonly [string, string[], RegExp][] = [
  ['an unknown key', [file('key.yaml', `${SMALL}gests: {}\n`)], /key\.yaml:6:1.*guests/s],
  ['a bad unit', [file('unit.yaml', SMALL.replace('32 MiB', '32 Mb'))], /unit\.yaml:4:\d+/],
  ['a cap above the CPUs', [file('cap.yaml', CUT)], /cap\.yaml:2:\d+.*1200 %/s],
  ['too much memory', [file('mem.yaml', SMALL.replace('32 MiB', '64 GiB'))], /mem\.yaml:4:\d+/],
  ['an empty file', [file('empty.yaml', '')], /empty\.yaml.*empty/],
  ['not a number', [file('nan.yaml', SMALL.replace('32 MiB', 'NaN'))], /nan\.yaml:4:\d+/],
  [
    'a negative time',
    [file('neg.yaml', SMALL.replace('to: b', 'to: b, at: -5 s'))],
    /neg\.yaml:5:/,
  ],
  ['a file that is not there', [join(folder, 'none.yaml')], /none\.yaml: there is no such file/],
  ['a folder', [folder], /folder/],
];

describe("a user's mistake", () => {
  it.each(MISTAKES)('of %s is reported with place and hint and exit code 2', (_, args, message) => {
    const out = join(folder, 'never');
    const { code, out: stdout, err } = precopy('run', ...args, '--out', out);
    expect([code, stdout]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(existsSync(out)).toBe(false);
  });

  it('of a YAML bomb is reported quickly', () => {
    const levels = Array.from({ length: 12 }, (_, i) => {
      const item = i === 0 ? 'x' : `*a${i - 1}`;
      return `a${i}: &a${i} [${Array.from({ length: 9 }, () => item).join(', ')}]`;
    });
    const { code, err } = precopy('run', file('bomb.yaml', levels.join('\n')));
    expect(code).toBe(2);
    expect(err).toContain('bomb.yaml');
  });

  it.each([
    [['run']],
    [['bogus']],
    [[]],
    [['run', small, '--bogus']],
    [['run', small, '--json', '--csv']],
    [['fit', swept, '--x', 'a', '--y', 'b', '--json', '--csv']],
    [['predict', small, '--json', '--csv']],
    [['reproduce', '--json', '--csv']],
    [['fit', small, '--x', 'a', '--y', 'b']],
    [['reproduce', '--figure', '77']],
    [['reproduce', '--replications', '0']],
    [['machine', 'unknown']],
    [['machine', 'toString']],
    [['machine', '__proto__']],
    [['run', small, '--machine', 'constructor']],
    [['run', small, '--set', 'constructor.prototype=1']],
    [['run', small, '--set', 'parameters.toString=1']],
    [['validate', 'constructor']],
    [['import', small, '--from', 'constructor']],
    [['reproduce', '--figure', 'constructor']],
    [['fit', points, '--x', 'a', '--y', 'constructor']],
    [['calibrate', '--scenario', small, '--measured', points, '--fit', 'constructor']],
    [['explain', small, '--machine', 'constructor']],
  ])('in the command %j exits with 2 and no stack trace', (words) => {
    const { code, err } = precopy(...words);
    expect(code).toBe(2);
    expect(err).not.toBe('');
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('in a word gets the nearest one', () => {
    expect(precopy('rn', small).err).toMatch('no such command: `rn` (did you mean `run`?)');
    const { err } = precopy('run', small, '--set', '=x');
    expect(err).toMatch('--set =x: there is nothing before = (write it as path=value');
  });

  it.skipIf(!existsSync('/dev/full'))('of a full disk is one line, also when it is printed', () => {
    const full = openSync('/dev/full', 'w');
    try {
      const { status, stderr } = spawnSync(process.execPath, [COMMAND, 'machine'], {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([
        2,
        'stdout: the disk is full (make room and run the command again)\n',
      ]);
    } finally {
      closeSync(full);
    }
  });

  it('or a title that a terminal would obey is shown', () => {
    const title = SMALL.replace('Small', '"\\e[31mred\\u202e\\u0007"').replace('32 MiB', '16 MiB');
    const { out } = precopy('check', file('title.yaml', title));
    expect(out).toMatch(/^\\u001b\[31mred\\u202e\\u0007\n/);
    const key = file('esc.yaml', `${title}"\\e[2J": 1\n`);
    expect(precopy('check', key).err).not.toMatch('\u001b');
    const { scenario } = JSON.parse(precopy('check', join(folder, 'title.yaml'), '--json').out);
    expect(scenario.title).toBe('\u001b[31mred\u202e\u0007');
  });

  it('of a folder that cannot be made leaves nothing behind', () => {
    mkdirSync(join(folder, 'x'), { recursive: true });
    const blocked = join(file('plain', 'text'), 'below');
    const { code, err } = precopy('run', small, '--out', blocked);
    expect(code).toBe(2);
    expect(err).toContain('below');
  });
});

describe('precopy machine and check', () => {
  it('list every parameter with unit and source', () => {
    const { out } = precopy('machine');
    expect(out).toMatch(/sourceCpuPerPage\s+18\.4 us\s+calibrated on/);
    expect(JSON.parse(precopy('machine', '--json').out).parameters.linkRate.unit).toBe('bit/s');
  });

  it('say what a scenario holds', () => {
    expect(precopy('check', swept).out).toContain('runs        8, over a.dom0.cap');
    const { runs, axes, scenario } = JSON.parse(precopy('check', swept, '--json').out);
    expect([runs, axes, scenario.title]).toEqual([8, ['a.dom0.cap'], 'Small']);
    const many = SMALL.replace('vm: {', 'vm: {count: 500, ').replace('32 MiB', '16 MiB');
    const { out } = precopy('check', file('many.yaml', many));
    expect(out).toMatch(/guests +vm-1, .*, vm-12 and 488 more\n/);
    expect(out).toMatch(/migrations .* and 488 more\n/);
  });
});
