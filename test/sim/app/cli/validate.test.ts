/** `precopy validate` as a person uses it. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ValidateArguments, validateCommand } from '../../../../sim/app/cli/validate.ts';
import { precopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';
import { migrationsCsv } from '../../study/validate/support.ts';

const { at, file } = testFolder('validate');

/** A folder of its own with a file two folders down. */
function measured(name: string, text: string): string {
  file(`${name}/xen417/more/vm-memory-migrations.csv`, text);
  return at(name);
}

const SMALL = { campaign: 'xen417-vm-memory', vm_mem_mib: '16', domu_cap_pct: '35' };
const wrong = measured('wrong', migrationsCsv({ ...SMALL, migration_time_s: '0.001' }));

describe('precopy validate', () => {
  it('reads files of a folder however deep, shows rows and exits with 1 for a missed limit', () => {
    const { code, out, err } = precopy(
      'validate',
      '--data',
      wrong,
      '--replications',
      '1',
      '--rows',
    );
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain('1 row of vm-memory-migrations.csv is scored');
    expect(out).toContain('idle, Dom0 100 %, 16 MiB, DomU 35 %');
    expect(out).toContain('FAIL  median error of total time: ');
    expect(out).toContain('no measurements of xen417-dom0-cap, ');
  });

  it('exits with 0 when the limits are met, which the simulation itself meets', () => {
    const args = ['validate', '--json', '--replications', '1', '--data'];
    const { campaigns } = JSON.parse(precopy(...args, wrong).out);
    const { totalSeconds, pagesSent, downtimeSeconds } = campaigns[0].rows[0].simulated;
    const right = migrationsCsv({
      ...SMALL,
      migration_time_s: String(totalSeconds),
      pages_sent_upper: String(pagesSent),
      downtime_dom0_s: String(downtimeSeconds),
    });
    expect(precopy(...args, measured('right', right)).code).toBe(0);
  });

  it('prints a line for each row and quantity with --csv', () => {
    const args = ['validate', 'xen417-vm-memory', '--csv', '--replications', '1'];
    const { out, err } = precopy(...args);
    expect(err).toBe('');
    expect(out.split('\n')).toHaveLength(1 + 12 * 4 + 1);
  });

  it('answers mistakes with one message and exit code 2', () => {
    const broken = measured('broken', migrationsCsv({ ...SMALL, rep: '1', wss_mib: 'much' }));
    const path = join(broken, 'xen417', 'more', 'vm-memory-migrations.csv');
    expect(precopy('validate', '--data', broken)).toEqual({
      code: 2,
      out: '',
      err:
        `${path}:2: column \`wss_mib\`: \`much\` is not a number from 0 ` +
        '(leave a cell empty that is not known)\n',
    });
  });

  it.each<[Partial<ValidateArguments>, string]>([
    [{ campaigns: ['xen417-two-hosts-write'] }, 'no measurements of it are shipped (name a folder'],
    [{ data: at('none') }, 'none: there is no such file'],
    [{ json: true, csv: true }, 'precopy validate: stdout holds one form'],
  ])('tells what is wrong with %j', async (given, message) => {
    const plain = { rows: false, json: false, csv: false, quiet: true, interval: false };
    const args = { ...plain, ...given };
    await expect(validateCommand(args)).rejects.toThrow(message);
  });
});
