/** `precopy import` as a person uses it: forms, warnings, and mistakes. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, precopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';

const { folder, file } = testFolder('import');

const imported = (...args: readonly string[]): Ended => precopy('import', ...args);

const XEND = 'test/sim/study/import/fixtures/xend-2012.log';
const XL = 'test/sim/study/import/fixtures/xl-4.17-write4000.log';

describe('precopy import', () => {
  it('prints rounds, totals, what is missing and what the figures mean', () => {
    const { code, out, err } = imported(XEND);
    expect(code).toBe(0);
    expect(out).toMatch(/^ +2 +3462 +2574 +3766 +0\.201 +564 +60 % +44 %$/m);
    expect(out).toContain('memory      32768 pages');
    expect(out).toMatch(/not in the source: .*downtimeSeconds/);
    expect(out).toContain('In this source:');
    expect(err).toContain('xend-2012.log:8: rounds 4 to 11 are missing before round 12');
  });

  it('prints one JSON object of all files, with warnings that have file and line', () => {
    const { code, out } = imported(XEND, XL, '--json');
    expect(code).toBe(0);
    const { schemaVersion, migrations, warnings } = JSON.parse(out);
    expect([schemaVersion, migrations.length]).toEqual([2, 3]);
    expect(migrations[0].missing).toContain('totalSeconds');
    expect(migrations[1]).toMatchObject({ origin: `${XL}:4`, downtimeSeconds: 0.101493 });
    expect(warnings[0]).toEqual({
      where: `${XEND}:8`,
      message: 'rounds 4 to 11 are missing before round 12',
    });
  });

  it('prints a table with --csv that it reads back the same', () => {
    const csv = imported(XL, '--csv').out;
    const again = imported(file('tidy.csv', csv), '--csv', '--quiet');
    expect(again).toEqual({ code: 0, out: csv, err: '' });
  });

  it('shows the first warnings of many', () => {
    const lines = 'delta 1ms, dom0 1%, target 1%, sent 1Mb/s, dirtied 1Mb/s 1 pages\n'.repeat(50);
    const { err } = imported(file('many.log', `${lines}Total pages sent= 1 (1.00x)\n`));
    expect(err.trim().split('\n').length).toBe(21);
    expect(err).toContain('30 more; --json has all');
  });
});

describe("a user's mistake", () => {
  it.each([
    [[file('no.log', 'nothing of interest\n')], /no\.log: .*known format.*xend:.*xl:.*qemu:.*csv:/],
    [[file('empty.log', '')], /empty\.log: no measurement of a known format/],
    [[XL, '--format', 'qemu'], /write4000\.log: no migration is found in it, read as qemu/],
    [[XL, '--format', 'kvm'], /xend.*xl.*qemu.*csv/],
    [[XL, '--json', '--csv'], /one form/],
    [[join(folder, 'none.log')], /none\.log: there is no such file/],
    [[folder], /folder/],
    [[], /files|arguments/],
    [[XL, file('no2.log', 'x'), file('no3.log', 'x')], /no2\.log: .*\n.*no3\.log: /],
  ])('in %j is reported with exit code 2 and nothing on stdout', (args, message) => {
    const { code, out, err } = imported(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
