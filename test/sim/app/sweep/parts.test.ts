/** The parts of a batch: shards, the rule for replications, journals, locks, results. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it, test } from 'vitest';
import { type Header, headerOf } from '../../../../sim/app/sweep/header.ts';
import { Journal } from '../../../../sim/app/sweep/journal.ts';
import { takeLock } from '../../../../sim/app/sweep/lock.ts';
import { writeResults } from '../../../../sim/app/sweep/results.ts';
import { blockOfOne, type RunRecord, recordAt } from '../../../../sim/app/sweep/run-block.ts';
import { readShard, type Shard, WHOLE } from '../../../../sim/app/sweep/shard.ts';
import { isMine, runsWanted, wantedOf } from '../../../../sim/app/sweep/sweep-plan.ts';
import { VERSION } from '../../../../sim/app/version.ts';
import { ROW_COLUMNS, type RunRow } from '../../../../sim/run/result/run-row.ts';
import { readCsv } from '../../../../sim/text/csv.ts';
import { testFolder } from '../../../support/folder.ts';
import { messageOf } from '../../../support/mistakes.ts';

const { folder } = testFolder('batch');

function header(rest: Partial<Header> = {}): Header {
  const digests = { scenario: 'a', sweep: 'b', files: 'c', options: 'd' };
  const axes = [{ name: 'x', isNumeric: true }];
  return {
    ...headerOf({ title: 'T', digests, axes, points: 4, replications: 3, shard: WHOLE }),
    ...rest,
  };
}

/** As much of a run as results look at. */
function record(point: number, replication: number): RunRecord {
  const cells = ROW_COLUMNS.map((name) => [name, 1]);
  const row = { ...Object.fromEntries(cells), seed: '1', stopReason: 'few-pages' } as RunRow;
  return { point, replication, parameters: { x: `${point} %` }, ...row };
}

test('the version is that of package.json', () => {
  expect(JSON.parse(readFileSync('package.json', 'utf8'))).toMatchObject({ version: VERSION });
});

describe('a shard', () => {
  const read = (environment: Record<string, string>, shards?: number) =>
    readShard({ environment, shards });

  it('is what an option says, or a job array of Slurm, or an Indexed Job', () => {
    expect(readShard({ shard: '3/16', environment: {} })).toEqual({ index: 3, count: 16 });
    expect(read({})).toBeUndefined();
    const slurm = (id: number, min: number, step = 1) => ({
      SLURM_ARRAY_TASK_ID: String(id),
      SLURM_ARRAY_TASK_MIN: String(min),
      SLURM_ARRAY_TASK_STEP: String(step),
      SLURM_ARRAY_TASK_COUNT: '3',
    });
    expect(read(slurm(1, 1))).toEqual({ index: 1, count: 3 });
    expect(read(slurm(0, 0))).toEqual({ index: 1, count: 3 });
    expect(read(slurm(9, 5, 2))).toEqual({ index: 3, count: 3 });
    expect(read({ JOB_COMPLETION_INDEX: '0' }, 8)).toEqual({ index: 1, count: 8 });
  });

  it('is refused when it is not valid', () => {
    expect(messageOf(() => readShard({ shard: '0/4', environment: {} }))).toContain(
      'no such shard: 0 of 4',
    );
    expect(messageOf(() => readShard({ shard: '5/4', environment: {} }))).toContain(
      'no such shard: 5 of 4',
    );
    expect(messageOf(() => readShard({ shard: 'x', environment: {} }))).toContain(
      'not a valid shard',
    );
    expect(messageOf(() => read({ JOB_COMPLETION_INDEX: '1' }))).toContain('`--shards`');
    expect(messageOf(() => read({ SLURM_ARRAY_TASK_ID: '7' }))).toContain('number of shards');
  });

  test('every run is in exactly one, and shares differ by one at most', () => {
    const sizes = fc.record({
      points: fc.integer({ min: 1, max: 12 }),
      replications: fc.integer({ min: 1, max: 5 }),
      count: fc.integer({ min: 1, max: 7 }),
    });
    fc.assert(
      fc.property(sizes, ({ points, replications, count }) => {
        const shares = Array.from({ length: count }, () => 0);
        for (let point = 0; point < points; point += 1) {
          for (let replication = 1; replication <= replications; replication += 1) {
            const owners = shares.flatMap((_, index) => {
              const shard: Shard = { index: index + 1, count };
              const whole = header({ points, replications, shard });
              return isMine(whole, { point, replication }) ? [index] : [];
            });
            expect(owners).toHaveLength(1);
            shares[owners[0] as number] = (shares[owners[0] as number] ?? 0) + 1;
          }
        }
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the rule for replications', () => {
  const rule = { quantity: 'totalSeconds', minimum: 3, maximum: 40 } as const;

  it('asks for the minimum, and for no more where all are alike', () => {
    expect(runsWanted([], { ...rule, halfWidthPercent: 1 })).toBe(3);
    expect(runsWanted([5, 5, 5], { ...rule, halfWidthPercent: 1 })).toBe(3);
    expect(runsWanted([0, 0, 0], { ...rule, halfWidthPercent: 1 })).toBe(3);
  });

  it('asks for as many as the spread needs, at most twice as many and the maximum', () => {
    // Mean 10, s = 1, n = 3: half = t(2) / sqrt 3 = 4.3027 / 1.7321 = 2.4841, of which 40 % is 4.
    expect(runsWanted([9, 10, 11], { ...rule, halfWidthPercent: 40 })).toBe(3);
    expect(runsWanted([9, 10, 11], { ...rule, halfWidthPercent: 23 })).toBe(4);
    expect(runsWanted([9, 10, 11], { ...rule, halfWidthPercent: 1 })).toBe(6);
    const many = Array.from({ length: 39 }, (_, index) => index);
    expect(runsWanted(many, { ...rule, halfWidthPercent: 1 })).toBe(40);
    expect(runsWanted([...many, 1], { ...rule, halfWidthPercent: 1 })).toBe(40);
  });
});

describe('a journal', () => {
  const open = (path: string, own = header()) => {
    const runs: RunRecord[] = [];
    const remarks: string[] = [];
    const journal = Journal.open(
      path,
      own,
      (read) => runs.push(...read.points.map((_, row) => recordAt(read, row))),
      (text) => remarks.push(text),
    );
    return { journal, runs, remarks };
  };
  const path = join(folder, 'journal.jsonl');
  const records = [record(0, 1), record(2, 1), record(0, 2)];
  const { journal } = open(path);
  for (const one of records) journal.append(blockOfOne(one));
  journal.close();
  const text = readFileSync(path);

  it('gives back what is whole, wherever it was torn, and goes on behind it', () => {
    const torn = join(folder, 'torn.jsonl');
    fc.assert(
      fc.property(fc.nat(text.length), (length) => {
        writeFileSync(torn, text.subarray(0, length));
        const { journal: again, runs } = open(torn);
        expect(runs).toEqual(records.slice(0, runs.length));
        for (const one of records.slice(runs.length)) again.append(blockOfOne(one));
        again.close();
        expect(readFileSync(torn)).toEqual(text);
      }),
    );
  });

  it('passes over a line that was damaged in the middle, and says so', () => {
    const damaged = join(folder, 'damaged.jsonl');
    writeFileSync(damaged, text.toString().replace('"point":2', '"point":3'));
    const { journal: again, runs, remarks } = open(damaged);
    again.close();
    expect(runs).toEqual([records[0], records[2]]);
    expect(remarks.join()).toContain('1 damaged lines');
  });

  it('is refused when it is of another version or sweep, or no journal', () => {
    expect(messageOf(() => open(path, header({ version: '9' })))).toContain(
      `with precopy ${VERSION}`,
    );
    const digests = { scenario: 'a', sweep: 'z', files: 'c', options: 'd' };
    expect(messageOf(() => open(path, header({ digests })))).toContain('with another sweep');
    const other = join(folder, 'other.txt');
    writeFileSync(other, 'text\n');
    expect(messageOf(() => open(other))).toContain('not a journal of a sweep');
  });
});

describe('a lock', () => {
  const path = join(folder, 'a.lock');

  it('is given once, and again when it was given back', () => {
    const release = takeLock(path);
    expect(messageOf(() => takeLock(path))).toContain(`process ${process.pid}`);
    release();
    expect(existsSync(path)).toBe(false);
    takeLock(path)();
  });

  it('is taken over from a process that is dead, or whose number another one has', () => {
    const holder = JSON.parse(lockText()) as Record<string, unknown>;
    for (const dead of [{ pid: 2 ** 22 + 1 }, { started: '1' }]) {
      writeFileSync(path, JSON.stringify({ ...holder, ...dead }));
      takeLock(path)();
      expect(existsSync(path)).toBe(false);
    }
  });

  function lockText(): string {
    const release = takeLock(path);
    const text = readFileSync(path, 'utf8');
    release();
    return text;
  }
});

describe('results', () => {
  const write = (name: string, shard: Shard, runs: readonly RunRecord[]): string => {
    const path = join(folder, name);
    const own = header({ points: 2, replications: 2, shard });
    const journal = Journal.open(
      path,
      own,
      () => undefined,
      () => undefined,
    );
    for (const run of runs) journal.append(blockOfOne(run));
    journal.close();
    return path;
  };
  const all = [record(0, 1), record(0, 2), record(1, 1), record(1, 2)];
  const deal = (index: number): RunRecord[] => all.filter((_, at) => at % 2 === index - 1);
  const results = (journals: readonly string[], out: string): string => {
    writeResults(journals, join(folder, out), () => undefined);
    return readFileSync(join(folder, out, 'results.jsonl'), 'utf8');
  };
  const one = write('1.jsonl', { index: 1, count: 2 }, deal(1));
  const two = write('2.jsonl', { index: 2, count: 2 }, deal(2));

  it('are in the order of points and replications, whatever the order of the journals', () => {
    const mixed = write('mixed.jsonl', WHOLE, [all[3], all[1], all[0], all[2]] as RunRecord[]);
    const expected = all.map((run) => `${JSON.stringify(run)}\n`).join('');
    expect(results([mixed], 'mixed')).toBe(expected);
    expect(results([two, one], 'merged')).toBe(expected);
  });

  it('are columns too, with the values of the rows', async () => {
    const mixed = write('columns.jsonl', WHOLE, all);
    const out = join(folder, 'columns');
    writeResults([mixed], out, () => undefined, { parquet: true });
    writeResults([mixed], out, () => undefined);
    const { buffer } = new Uint8Array(readFileSync(join(out, 'runs.parquet')));
    const rows = await parquetReadObjects({ file: buffer });
    const csv = readCsv(readFileSync(join(out, 'runs.csv'), 'utf8'), 'runs.csv');
    expect(rows.map((row) => Object.values(row).map(String))).toEqual(
      csv.rows.map(({ cells }) => cells),
    );
    expect(rows[2]).toMatchObject({ x: 1, replication: 1, seed: '1', stopReason: 'few-pages' });
  });

  it('are not there when a run lacks or a journal is given twice', () => {
    expect(messageOf(() => results([one], 'half'))).toContain(
      'replication 2 is missing, of shard 2 of 2',
    );
    expect(messageOf(() => results([one, two, one], 'double'))).toContain('is in');
    const mixed = join(folder, 'mixed.jsonl');
    expect(messageOf(() => results([one, mixed], 'other'))).toContain(
      'is one of 1 shards, not of 2',
    );
    for (const out of ['half', 'double', 'other']) {
      expect(existsSync(join(folder, out, 'results.jsonl'))).toBe(false);
      expect(existsSync(join(folder, out, 'results.jsonl.partial'))).toBe(false);
    }
  });

  it('want a point to have what its rule asks for', () => {
    const until = {
      quantity: 'totalSeconds',
      halfWidthPercent: 5,
      minimum: 2,
      maximum: 9,
    } as const;
    const own = header({ until });
    expect(wantedOf(own, [])).toBe(2);
    expect(wantedOf(own, [1, 2])).toBe(4);
  });
});
