/**
 * Memory does not grow with the number of runs: nothing of a run is held but what a rule looks at.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { openPool } from '../../../../sim/app/pool/worker-pool.ts';
import { headerOf } from '../../../../sim/app/sweep/header.ts';
import { writeResults } from '../../../../sim/app/sweep/results.ts';
import { runSweep } from '../../../../sim/app/sweep/run-sweep.ts';
import { WHOLE } from '../../../../sim/app/sweep/shard.ts';
import { openSweepFolder } from '../../../../sim/app/sweep/sweep-folder.ts';
import { openSweep } from '../../../../sim/scenario/load.ts';
import { testFolder } from '../../../support/folder.ts';
import { quickSweep } from './quick-sweep.ts';

const { folder } = testFolder('batch');
const RUNS = 3000;
const FIRST = 1000;
/** Two thousand rows as objects would be more than twice as much. */
const GROWTH_BYTES_MOST = 1e6;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

it(`holds nothing of ${RUNS} runs`, async () => {
  const text = quickSweep(`axes: {vm.weight: {from: 1, to: ${RUNS}, by: 1}}`);
  const sweep = openSweep(text, 'x.yaml', { profiles: PROFILES });
  const digests = { scenario: '', sweep: '', files: '', options: '' };
  const axes = [{ name: 'vm.weight', isNumeric: true }];
  const sizes = { points: sweep.points, replications: 1 };
  const header = headerOf({ title: 'Memory', digests, axes, ...sizes, shard: WHOLE });
  const place = openSweepFolder(folder, header, () => undefined);
  const pool = openPool(2, { verify: false, policyFolder: '.' });
  const heap: number[] = [];
  await runSweep({
    plan: { header, parametersAt: sweep.parametersAt, scenarioAt: sweep.scenarioAt },
    known: place.known,
    pool,
    workers: 2,
    keep: place.keep,
    onProgress: ({ runs }) => {
      if (runs >= (heap.length === 0 ? FIRST : RUNS)) heap.push(heapBytes());
    },
    remark: () => undefined,
  });
  await pool.close();
  place.close();
  const [first = 0, last = Number.POSITIVE_INFINITY] = heap;
  expect(last - first).toBeLessThan(GROWTH_BYTES_MOST);
  writeResults([place.journalPath], folder, () => undefined);
  expect(heapBytes() - last).toBeLessThan(GROWTH_BYTES_MOST);
  expect(statSync(join(folder, 'results.jsonl')).size).toBeGreaterThan(500 * RUNS);
});
