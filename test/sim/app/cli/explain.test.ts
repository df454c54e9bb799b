/** `precopy explain` as a person uses it: one page, the scenario it writes, and following. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { precopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';
import { measuredReplies } from '../../../support/qemu-replies.ts';

const { file, at } = testFolder('explain');
const { lines } = measuredReplies('qemu-dirty-rate', 9);
const LOG = file('replies.log', `${lines.join('\n')}\n`);

describe('precopy explain', () => {
  it('prints one page, and writes the scenario that run takes', () => {
    const out = at('guest.yaml');
    const report = at('page.html');
    const words = ['--replications', '1', '--out', out, '--report', report];
    const { code, out: page, err } = precopy('explain', LOG, '--downtime-limit', '30 ms', ...words);
    expect([code, err]).toEqual([0, expect.stringContaining('written: ')]);
    expect(page).toMatch(/^dirty rate +39\d\d pages\/s .*90 %: /m);
    expect(page).toMatch(/^bounded by +a bandwidth limit: /m);
    expect(page).toMatch(/^auto-converge +\d/m);
    expect(page.split('\n').length).toBeLessThan(60);
    expect(readFileSync(report, 'utf8')).toContain('found dirty');
    expect(precopy('run', out).out).toMatch(/^total time +5\.\d+ s$/m);
  });

  it('prints everything as JSON, with a change of the user', () => {
    const change = 'migrations.0.policy.downtimeLimit=1 s; vm.workload.rate=10 pages/s';
    const words = ['--format', 'json', '--what-if', change, '--replications', '1'];
    const { evidence, simulated } = JSON.parse(precopy('explain', LOG, ...words).out);
    expect(evidence).toMatchObject({ system: 'qemu', outcome: 'completed' });
    expect(simulated.whatIfs.at(-1)).toMatchObject({ title: change, outcome: { ends: true } });
  });

  it('follows a migration sample by sample', () => {
    const { out, code } = precopy('explain', '--follow', LOG, '--downtime-limit', '30 ms');
    const told = out.trim().split('\n');
    expect(code).toBe(0);
    expect(told.length).toBe(lines.length - 1);
    expect(told[1]).toMatch(/^\d\.\d s {2}ends 5\.\d+ s after its start, 90 %: .*downtime/);
    expect(told.at(-1)).toMatch(/^completed after 5\.24 s/);
  });
});

describe('precopy explain --follow', () => {
  const at10 = (time: string, what: string) => `Thu Nov  3 10:${time} 2016 * ${what}`;
  const moved = (minute: number) => [
    at10(`${minute}:08`, 'starting memory transfer'),
    at10(`${minute}:18`, 'memory transfer progress: 32.11 %'),
    'something else',
    at10(`${minute}:${minute + 10}`, 'memory transfer progress: 65.30 %'),
    at10(`${minute}:40`, 'memory transfer complete'),
  ];

  it('forgets a migration that is over when the next one begins', () => {
    const two = file('two.log', `${[...moved(11), ...moved(12)].join('\n')}\n`);
    const { out } = precopy('explain', '--follow', two);
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/^13\.0 s {2}no forecast: .*memory/),
      expect.stringMatching(/^14\.0 s {2}no forecast: .*memory/),
    ]);
  });
});

describe("a user's mistake", () => {
  it.each([
    [[LOG, '--memory', 'much'], /--memory much: /],
    [[LOG, '--migration', '7'], /--migration 7: there are 1 migrations/],
    [[LOG, '--what-if', 'downtime'], /--what-if downtime: = is missing/],
    [[LOG, '--machine', 'pdp-11'], /no machine profile `pdp-11`/],
    [[LOG, '--set', 'vm.nothing=1'], /vm\.nothing/],
    [[LOG, LOG, '--follow', 'other.log'], /one source is followed/],
    [[file('no.log', 'nothing\n')], /no\.log: .*known format/],
  ])('in %j is reported with exit code 2', (args, message) => {
    const { code, err } = precopy('explain', ...args);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});
