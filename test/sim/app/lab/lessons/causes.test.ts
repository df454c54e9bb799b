/** Every cause that a lesson names is one: the pair of runs that it states gives what it states. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { QUANTITIES } from '../../../../../sim/app/lab/lessons/cause-runs.ts';
import { CAUSES, type Cause } from '../../../../../sim/app/lab/lessons/causes.ts';
import { type Source, withMore } from '../../../../../sim/app/lab/lessons/source.ts';
import type { MigrationResult } from '../../../../../sim/run/result/result.ts';
import { migrationOf } from '../../../../support/lesson-run.ts';

const LESSONS = 'sim/app/lab/lessons';

const done = new Map<string, MigrationResult>();

/** Two causes may be shown by the same runs. */
function once(source: Source): MigrationResult {
  const key = JSON.stringify(source);
  const result = done.get(key) ?? migrationOf(source);
  done.set(key, result);
  return result;
}

const shown = (value: number): number => Number(value.toPrecision(3));

describe('causes that lessons name', () => {
  test.each(Object.entries<Cause>(CAUSES))('%s', (_, { base, change, of, from, to }) => {
    const measure = (source: Source): number => shown(QUANTITIES[of].of(once(source)));
    expect([measure(base), measure(withMore(base, change))]).toEqual([from, to]);
  });

  test('no lesson names one in words of its own', () => {
    const causal = /\b(?:because|therefore|hence|is why|is the limit|of no use|due to)\b(?!\.tsx)/;
    const found = readdirSync(LESSONS)
      .filter((name) => name !== 'causes.ts')
      .flatMap((name) => readFileSync(`${LESSONS}/${name}`, 'utf8').split('\n'))
      .filter((line) => causal.test(line) && !/^\s*(?:\/\/|\/?\*)/.test(line));
    expect(found).toEqual([]);
  });

  test('each is shown by a lesson', () => {
    const lessons = readdirSync(LESSONS)
      .filter((name) => name.endsWith('.tsx'))
      .map((name) => readFileSync(`${LESSONS}/${name}`, 'utf8'));
    const hidden = Object.keys(CAUSES).filter(
      (name) => !lessons.some((text) => text.includes(`of="${name}"`)),
    );
    expect(hidden).toEqual([]);
  });
});
