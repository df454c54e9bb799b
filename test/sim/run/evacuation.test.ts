/** Several migrations that queue for their hosts, and a share for a migration inside Dom0. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { firstOf, together } from '../../../sim/run/result/together.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';

function runWith(...set: [string, string][]) {
  const text = `title: Three guests leave
hosts: {source: {}, destination: {}}
guests:
  a: {host: source, memory: 64 MiB, workload: {kind: write, rate: 900 pages/s, workingSet: 8 MiB}}
  b: {host: source, memory: 64 MiB}
  c: {host: source, memory: 64 MiB, workload: {kind: disk}}
migrations:
  - {guest: a, to: destination}
  - {guest: b, to: destination}
  - {guest: c, to: destination}
`;
  const options = set.map(([path, value]) => ({ path, value }));
  const { scenario } = loadScenario(text, 'three.yaml', { profiles: PROFILES, set: options });
  return run(scenario);
}

describe('migrations that queue', () => {
  it('follow one another when one is allowed at a time', () => {
    const { migrations } = runWith(['atOnce', '1']);
    let end = 0;
    for (const { startSeconds, waitedSeconds, totalSeconds } of migrations) {
      expect(startSeconds).toBeCloseTo(end, 9);
      expect(waitedSeconds).toBeCloseTo(startSeconds, 9);
      end = startSeconds + totalSeconds;
    }
    expect(together(runWith(['atOnce', '1'])).seconds).toBeCloseTo(end, 9);
  });

  it('queue by source and by cluster as by host, where all leave one', () => {
    const { migrations } = runWith(['atOnce', '1']);
    expect(runWith(['outgoingAtOnce', '1']).migrations).toEqual(migrations);
    expect(runWith(['clusterAtOnce', '1']).migrations).toEqual(migrations);
  });

  it('start at once when there is room for all', () => {
    const { migrations } = runWith(['atOnce', '3']);
    expect(migrations.map(({ waitedSeconds }) => waitedSeconds)).toEqual([0, 0, 0]);
    expect(migrations).toEqual(runWith().migrations);
  });

  it('two at a time are done sooner than one at a time, each of them later', () => {
    const [one, two] = [runWith(['atOnce', '1']), runWith(['atOnce', '2'])];
    expect(together(two).seconds).toBeLessThan(together(one).seconds);
    expect(firstOf(two).totalSeconds).toBeGreaterThan(firstOf(one).totalSeconds);
  });
});

describe('a share for the migration', () => {
  const lone: [string, string] = ['migrations', '[{guest: a, to: destination}]'];
  const loneWith = (...set: [string, string][]) => firstOf(runWith(lone, ...set));

  it('bounds the CPU of its process and no other', () => {
    const free = loneWith();
    const bound = loneWith(['source.dom0.migrationShare', '20 %']);
    expect(bound.totalSeconds).toBeGreaterThan(free.totalSeconds);
    const preCopy = bound.parts.find(({ name }) => name === 'pre-copy')?.seconds ?? 0;
    const used = bound.rounds.reduce((sum, round) => sum + round.sourceDom0CpuSeconds, 0);
    expect(bound.sourceMigrationCpuSeconds).toBeLessThan(0.2 * bound.totalSeconds);
    expect(used).toBeGreaterThan(0.15 * preCopy);
  });

  it('of all of a CPU changes nothing', () => {
    const full = runWith(lone, ['source.dom0.migrationShare', '100 %']);
    expect(full).toEqual(runWith(lone));
  });

  it('leaves the stages of the toolstack alone, as a cap does not', () => {
    const partOf = (set: [string, string]) => {
      return loneWith(set).parts.find(({ name }) => name === 'activate')?.seconds ?? 0;
    };
    const free = partOf(['source.dom0.cap', 'none']);
    expect(partOf(['destination.dom0.migrationShare', '10 %'])).toBeCloseTo(free, 1);
    expect(partOf(['destination.dom0.cap', '10 %'])).toBeGreaterThan(1.2 * free);
  });
});
