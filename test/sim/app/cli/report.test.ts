/** Reports from the command line, as a person asks for them. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { precopy, precopyIn } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';

const { folder, at, file } = testFolder('report-cli');

const SMALL = `title: Small
hosts: {a: {dom0: {cap: 50 %}}, b: {}}
guests:
  vm: {host: a, memory: 32 MiB, workload: {kind: write, rate: 900 pages/s, workingSet: 8 MiB}}
migrations: [{guest: vm, to: b}]
`;
file('small.yaml', SMALL);
file(
  'swept.yaml',
  `${SMALL}sweep: {axes: {a.dom0.cap: [20 %, 40 %, 60 %, 80 %]}, published: known.csv}\n`,
);
file('known.csv', '# of others\na.dom0.cap,totalSeconds\n20,4\n80 %,1\n');

describe('precopy run', () => {
  test('writes page and trace, and prints what it prints without them', () => {
    const plain = precopy('run', at('small.yaml'), '--json');
    const drawings = ['--report', at('r.html'), '--trace', at('t.json')];
    const drawn = precopyIn({ cwd: folder }, 'run', at('small.yaml'), '--json', ...drawings);
    expect(drawn).toEqual(plain);
    const page = readFileSync(at('r.html'), 'utf8');
    for (const text of ['Time line', 'of total time', 'precopy run small.yaml']) {
      expect(page).toContain(text);
    }
    expect(page.length).toBeLessThan(500_000);
    expect(JSON.parse(readFileSync(at('t.json'), 'utf8')).traceEvents.length).toBeGreaterThan(100);
  });

  test('draws the curve of a sweep under its table if asked to', () => {
    const { out } = precopy('run', at('swept.yaml'), '--plot', '--report', at('s.html'));
    expect(out).toMatch(/migration time, s\n.*\|/);
    expect(out).not.toContain('\u001b');
    expect(precopy('run', at('swept.yaml')).out).not.toContain('migration time, s');
    const page = readFileSync(at('s.html'), 'utf8');
    expect(page).toContain('power law');
    expect(page).toMatch(/"name":"published","showlegend":true,"x":\[20,80\],"y":\[4,1\]/);
    expect(precopy('run', at('swept.yaml'), '--trace', at('no.json')).code).toBe(2);
  });
});

test('what others have published is asked for where it is drawn or checked only', () => {
  const missing = ['--set', 'sweep.published=none.csv'];
  const report = ['--report', at('none.html')];
  for (const words of [['run', ...report], ['check']]) {
    const [command = '', ...rest] = words;
    const { code, err } = precopy(command, at('swept.yaml'), ...missing, ...rest);
    expect([code, err.trim()]).toEqual([
      2,
      expect.stringMatching(/^\S*none\.csv: .*no such file.*$/),
    ]);
  }
  expect(precopy('run', at('swept.yaml'), ...missing).code).toBe(0);
  file('other.csv', 'vm.memory,totalSeconds\n1,2\n');
  const other = ['--set', 'sweep.published=other.csv', ...report];
  expect(precopy('run', at('swept.yaml'), ...other)).toMatchObject({
    code: 2,
    err: expect.stringContaining('no column `a.dom0.cap`'),
  });
  expect(existsSync(at('none.html'))).toBe(false);
});

describe('precopy report', () => {
  test('makes a page of a result, and with its scenario one that says what ran when', () => {
    file('r.json', precopy('run', at('small.yaml'), '--json').out);
    expect(precopy('report', at('r.json'), '-o', at('1.html')).code).toBe(0);
    expect(readFileSync(at('1.html'), 'utf8')).toContain('A result alone does not say');
    const again = ['--scenario', at('small.yaml'), '-o', at('2.html')];
    expect(precopy('report', at('r.json'), ...again).code).toBe(0);
    expect(readFileSync(at('2.html'), 'utf8')).toContain('Dom0 parked by its cap');
    const other = precopy('report', at('r.json'), ...again, '--set', 'a.dom0.cap=20 %');
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('a different result')]);
  });

  test('says in one line what is no result', () => {
    file('no.json', '{"rounds": 1}');
    for (const path of [at('no.json'), at('small.yaml'), at('missing.json')]) {
      const { code, err } = precopy('report', path, '-o', at('no.html'));
      expect(code).toBe(2);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
    expect(existsSync(at('no.html'))).toBe(false);
  });
});

test('precopy reproduce prints claims and writes its page, also if its figures cannot be', () => {
  file('blocked', 'a file where a folder should be');
  // No browser is needed.
  const env = { PATH: folder, CHROMIUM: '' };
  const where = ['--report', at('kept.html'), '--figures', at('blocked')];
  const few = ['--figure', '10', '--replications', '1', '--quiet'];
  const { code, out, err } = precopyIn({ env }, 'reproduce', ...few, ...where);
  expect(code).toBe(2);
  expect(out).toContain('predicted 1 of 1 pass');
  expect(readFileSync(at('kept.html'), 'utf8')).toContain('Figure 10');
  expect(err.trim().split('\n')).toHaveLength(1);
});
