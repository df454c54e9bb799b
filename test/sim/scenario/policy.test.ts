/** Policies in a scenario file: defaults, units, mistakes. */
import { describe, expect, test } from 'vitest';
import { LEAST, load, mistakesOf } from './support.ts';

const withPolicy = (policy: string): string => LEAST.replace('to: b', `to: b, policy: ${policy}`);
const policyOf = (policy: string) => load(withPolicy(policy)).scenario.migrations[0]?.policy;

describe('a policy', () => {
  test.each([
    ['{name: xen-4}', { name: 'xen-4', scan: 'plain', maxRounds: 5, minPages: 50 }],
    [
      '{name: fixed-rate, rate: 50 MiB/s, skips: false}',
      {
        name: 'fixed-rate',
        bitsPerSecond: 50 * 2 ** 20 * 8,
        skips: false,
        scan: 'rotated',
        maxRounds: 29,
        maxFactor: 3,
        minPages: 50,
      },
    ],
    [
      '{name: clark-2005}',
      {
        name: 'clark-2005',
        rules: 'text',
        scan: 'rotated',
        minBitsPerSecond: 1e8,
        maxBitsPerSecond: 5e8,
        stepBitsPerSecond: 5e7,
        minPages: 64,
        maxRounds: 1000,
      },
    ],
    [
      '{name: qemu}',
      {
        name: 'qemu',
        release: '8.2',
        scan: 'plain',
        bitsPerSecond: 2 ** 30,
        downtimeLimitSeconds: 0.3,
        maxSeconds: 600,
        onLimit: 'abandon',
        tls: false,
      },
    ],
    [
      '{name: custom, downtimeTarget: 80 ms, rate: 1 Gbit/s}',
      {
        name: 'custom',
        scan: 'plain',
        skips: true,
        maxRounds: 29,
        bitsPerSecond: 1e9,
        downtimeTargetSeconds: 0.08,
      },
    ],
    [
      '{name: module, file: ./mine.mjs, options: {a: 1, b: 30 ms}}',
      { name: 'module', file: './mine.mjs', options: { a: 1, b: '30 ms' }, scan: 'plain' },
    ],
  ])('%s', (text, expected) => {
    expect(policyOf(text)).toEqual(expected);
  });

  test("QEMU's with all its numbers", () => {
    const converge = 'autoConverge: true, throttleInitial: 30 %, throttleIncrement: 5 %';
    const more = 'throttleMax: 80 %, throttleTrigger: 40 %, maxTime: 2 min, maxRounds: 9';
    expect(policyOf(`{name: qemu, ${converge}, ${more}, onLimit: suspend}`)).toMatchObject({
      autoConverge: {
        initialPercent: 30,
        incrementPercent: 5,
        mostPercent: 80,
        triggerPercent: 40,
      },
      maxSeconds: 120,
      maxRounds: 9,
      onLimit: 'suspend',
    });
  });

  test.each([
    ['{name: qeemu}', 'did you mean `qemu`?'],
    ['{name: qemu, downtimeLimt: 1 s}', 'did you mean `downtimeLimit`?'],
    ['{name: qemu, downtimeLimit: 300}', '`300` has no unit'],
    ['{name: qemu, throttleMax: 100 %}', '`100 %` is above the maximum'],
    ['{name: fixed-rate}', '`rate` is missing'],
    ['{name: module}', '`file` is missing'],
    ['{name: module, file: a.py}', 'expected a file that ends in .mjs or .js'],
    ['{name: xen-4, maxFactor: 3}', 'unknown key `maxFactor`'],
  ])('%s is a mistake', (text, message) => {
    expect(mistakesOf(() => load(withPolicy(text))).join('\n')).toContain(message);
  });
});
