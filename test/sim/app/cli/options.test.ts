/** The words of the command line: options that commands share, and their help. */
import { describe, expect, it, test } from 'vitest';
import { requireCounts } from '../../../../sim/app/cli/options.ts';
import { precopy } from '../../../support/cli.ts';

test.each([0, -1, 1.5, Number.NaN])('a count of %d is refused', (value) => {
  const message = `--workers: expected a whole number of at least 1, got ${value}`;
  expect(() => requireCounts({ workers: value })).toThrow(message);
});

test('a count that is absent or whole is fine', () => {
  expect(() => requireCounts({ workers: undefined, replications: 3 })).not.toThrow();
});

describe('help', () => {
  it.each(['calibrate', 'plan', 'import'])('of %s names the program in its examples', (name) => {
    const { code, out } = precopy(name, '--help');
    expect(code).toBe(0);
    expect(out).not.toContain('$0');
    const examples = out.slice(out.indexOf('Examples:')).trim().split('\n').slice(1);
    // A command and its meaning take a line each.
    for (const [at, line] of examples.entries()) {
      expect(line).toMatch(at % 2 === 0 ? new RegExp(`^  precopy ${name} `) : /^ {6}\S/);
    }
  });

  it('completes the options of a command', () => {
    const { out } = precopy('--get-yargs-completions', 'precopy', 'run', '--');
    expect(out).toContain('--fidelity');
    expect(precopy('--get-yargs-completions', 'precopy', 'rep').out).toContain('reproduce');
  });
});

describe('a mistake is one message with exit code 2:', () => {
  it.each([
    [['machine', 'toString'], 'toString: no such machine'],
    [['machine', '__proto__'], '__proto__: no such machine'],
    [['simulate', 'x.yaml'], 'simulate'],
    [['run'], 'Not enough non-option arguments'],
    [['run', 'x.yaml', '--workers', '0'], '--workers: expected a whole number of at least 1'],
    [[], 'Name a command.'],
  ])('%j', (words, message) => {
    const { code, out, err } = precopy(...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
