/** A mistake is shown with the line that it is in and a caret under its place. */
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { Problem, showMistakeInLine } from '../../../sim/text/problem.ts';
import { LEAST, mistakesOf, PROFILES } from '../scenario/support.ts';

function shown(text: string, set: readonly { path: string; value: string }[] = []): string {
  try {
    loadScenario(text, 'x.yaml', { profiles: PROFILES, set });
  } catch (error) {
    if (error instanceof Problem) return error.mistakes.map(showMistakeInLine).join('\n');
  }
  throw new Error('no mistake was found');
}

describe('a mistake in its line', () => {
  test('has a caret under its place', () => {
    expect(shown(LEAST.replace('1 GiB', '1 GB/s'))).toBe(
      'x.yaml:3:32: `memory`: `1 GB/s` has the unknown unit `GB/s` ' +
        '(did you mean `GB` or `GiB`?)\n' +
        '  guests: {vm: {host: a, memory: 1 GB/s}}\n' +
        '                                 ^',
    );
  });

  test('is a part of a line that is long', () => {
    const [, line = '', caret = ''] = shown(
      LEAST.replace('host: a', `labels: {x: ${'y'.repeat(500)}}, host: c`),
    ).split('\n');
    expect(line.length).toBeLessThanOrEqual(2 + 100);
    expect(line[caret.indexOf('^')]).toBe('c');
  });

  test('keeps the tabs before it', () => {
    const mistake = { where: 'x:1:4', message: 'no', line: '\ta\tb' };
    expect(showMistakeInLine(mistake)).toBe('x:1:4: no\n  \ta\tb\n  \t \t^');
  });

  test('has no line when it comes from an option', () => {
    const set = [{ path: 'vm.memory', value: '1 s' }];
    expect(shown(LEAST, set)).not.toContain('\n');
  });
});

test('a file that is not YAML by its name is said to be no scenario', () => {
  const log = '[2011-03-01 12:00:00 xend] DEBUG: {{{'.repeat(20);
  const read = () => loadScenario(log, 'logs/xend.log', { profiles: PROFILES });
  expect(mistakesOf(read)).toEqual([
    'logs/xend.log: the file is not a scenario ' +
      '(a scenario is a YAML file; `precopy import` reads logs of migrations)',
  ]);
});
