/** `precopy demo`: the picture of a first migration. */
import { expect, test } from 'vitest';
import { precopy } from '../../../support/cli.ts';

test('draws rounds and downtime of the first migration', () => {
  const { code, out, err } = precopy('demo', '--set', 'vm.memory=128 MiB');
  expect([code, err]).toEqual([0, '']);
  const lines = out.split('\n');
  const rounds = lines.filter((line) => /^ +\d+ {2}#/u.test(line));
  expect(rounds.length).toBeGreaterThan(2);
  expect(rounds[0]).toContain('#'.repeat(40));
  expect(rounds.at(-1)).toMatch(/down$/u);
  expect(lines.find((line) => line.startsWith('|'))).toMatch(/^\|\.*1+[1-9]*x+\|/u);
  expect(out).toMatch(/total time \d+\.\d+ s, downtime \d+\.\d+ s/u);
});
