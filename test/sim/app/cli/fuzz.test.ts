/** `precopy fuzz` as a developer uses it. */
import { describe, expect, it } from 'vitest';
import { precopy } from '../../../support/cli.ts';

const digestIn = (out: string): string => /digest +(\w{8})/u.exec(out)?.[1] ?? 'none';

describe('precopy fuzz', () => {
  it('gives the same digest with any number of threads', () => {
    const ran = ['1', '2'].map((workers) =>
      precopy('fuzz', '--seed', '1', '--count', '24', '--every', '6', '--workers', workers),
    );
    expect(ran.map(({ code }) => code)).toEqual([0, 0]);
    const [one = '', two = ''] = ran.map(({ out }) => digestIn(out));
    expect(one).toMatch(/^\w{8}$/u);
    expect(two).toBe(one);
    expect(ran[0]?.out).toMatch(/^seed 1\n24 scenarios in [\d.]+ s, \d+ a second, threads: 1\n/u);
  });

  it('shows the scenario of a number', () => {
    const { code, out } = precopy('fuzz', '--seed', '1', '--only', '3', '--show');
    expect(code).toBe(0);
    expect(out).toMatch(/^title: scenario 3 of seed 1\nmachine: /u);
  });

  it.each([
    [['--time', 'soon'], '--time: '],
    [['--check', 'twise'], 'no check `twise`'],
    [['--show'], 'say `--only NUMBER`'],
    [['--every', '0'], '--every: expected a whole number'],
  ])('%j is a mistake', (words, message) => {
    const { code, err } = precopy('fuzz', ...words);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
