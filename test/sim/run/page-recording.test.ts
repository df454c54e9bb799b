/** What a page recording holds agrees with the result, and the result does not depend on it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { countOnes, popCount } from '../../../sim/engine/machine/memory/bits.ts';
import {
  PageRecorder,
  type PageRecording,
  type WordPairs,
} from '../../../sim/run/result/page-recording.ts';
import type { RunResult } from '../../../sim/run/result/result.ts';
import { firstOf } from '../../../sim/run/result/together.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';

const count = (pairs: WordPairs): number =>
  pairs.reduce((sum, mask, index) => (index % 2 === 1 ? sum + popCount(mask) : sum), 0);

/** A shipped scenario; the one with a sweep by its second strategy. */
function scenarioOf(path: string) {
  const isSuspended = path.includes('suspend-copy-resume');
  const set = isSuspended ? [{ path: 'migrations.0.mechanism', value: 'suspend-copy-resume' }] : [];
  // Post-copy looks at its guest after each 64 pages: a small one is enough.
  if (path.includes('post-copy')) set.push({ path: 'vm.memory', value: '192 MiB' });
  const text = readFileSync(`scenarios/${path}`, 'utf8');
  return loadScenario(text, path, { profiles: PROFILES, set }).scenario;
}

function recorded(path: string, bytesMost = 2 ** 30): { result: RunResult; pages: PageRecording } {
  const recorders: PageRecorder[] = [];
  const result = run(scenarioOf(path), {
    pages: (migration) => {
      const recorder = new PageRecorder(migration, bytesMost);
      recorders.push(recorder);
      return recorder;
    },
  });
  const [recorder] = recorders;
  if (recorder === undefined) throw new Error('nothing was recorded');
  return { result, pages: recorder.recording };
}

/** Batches of the round at a place of the list. */
function batchesOf({ rounds, batches }: PageRecording, index: number) {
  return batches.slice(rounds[index]?.firstBatch, rounds[index + 1]?.firstBatch);
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

describe.each(['teach/first-migration.yaml', 'policies/xen-4.yaml', 'policies/qemu.yaml'])(
  '%s',
  (path) => {
    const { result, pages } = recorded(path);
    const { rounds } = firstOf(result);

    test('gives the same result as without a recorder', () => {
      expect(JSON.stringify(result)).toBe(JSON.stringify(run(scenarioOf(path))));
    });

    test('has every page that was sent or skipped, round by round', () => {
      expect(pages.rounds.map(({ live }) => live)).toEqual(rounds.map(({ live }) => live));
      for (const [index, { sent, zeroPages, skipped }] of rounds.entries()) {
        const batches = batchesOf(pages, index);
        expect(sum(batches.map(({ taken }) => count(taken)))).toBe(sent + zeroPages);
        expect(sum(batches.map((batch) => count(batch.skipped)))).toBe(skipped);
      }
    });

    test('has as many pages due as the CLEAN before found', () => {
      for (const [index, { dirtied }] of rounds.slice(0, -1).entries()) {
        expect(countOnes(pages.rounds[index + 1]?.due as Uint32Array)).toBe(dirtied);
      }
    });

    test('has its times in order', () => {
      const times = pages.batches.map(({ timeNs }) => timeNs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    });
  },
);

test.each(['policies/post-copy.yaml', 'teach/suspend-copy-resume.yaml'])(
  '%s sends every page',
  (path) => {
    const { result, pages } = recorded(path);
    const { pagesSent, zeroPages } = firstOf(result);
    expect(sum(pages.batches.map(({ taken }) => count(taken)))).toBe(pagesSent + zeroPages);
    expect(JSON.stringify(result)).toBe(JSON.stringify(run(scenarioOf(path))));
  },
);

test('a recording that grows too large is cut, and says so', () => {
  const { pages } = recorded('teach/first-migration.yaml', 40_000);
  expect(pages.isCut).toBe(true);
  expect(pages.batches.length).toBeLessThan(100);
});
