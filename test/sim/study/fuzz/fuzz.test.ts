/** Random scenarios: some of a seed that never changes, and how what fails is made smaller. */
import { describe, expect, it } from 'vitest';
import { run } from '../../../../sim/run/run.ts';
import { runTree } from '../../../../sim/study/fuzz/check.ts';
import { CHECKS, RELATIONS } from '../../../../sim/study/fuzz/checks.ts';
import { drawScenario } from '../../../../sim/study/fuzz/draw/scenario.ts';
import { type Fields, scenarioOf, type Tree } from '../../../../sim/study/fuzz/draw/tree.ts';
import { fuzzOne, type Outcome } from '../../../../sim/study/fuzz/fuzz.ts';
import { brokenInvariant } from '../../../../sim/study/fuzz/invariants.ts';
import { shrunk } from '../../../../sim/study/fuzz/shrink.ts';
import { addOutcome, newTally, sumOf } from '../../../../sim/study/fuzz/tally.ts';
import { cases } from '../../../support/properties.ts';

const SEED = process.env.PROPERTY_SEED ?? 'suite';

const some = (count: number, every: number): Outcome[] =>
  Array.from({ length: count }, (_, number) => fuzzOne(SEED, number, { every }));

describe('random scenarios', () => {
  it('break nothing', () => {
    const outcomes = some(cases(160), 4);
    expect(outcomes.flatMap(({ finding }) => finding ?? [])).toEqual([]);
    expect(outcomes.filter(({ end }) => end === 'run').length).toBeGreaterThan(outcomes.length / 2);
  });

  it('depend on seed and number only, and add up in any order', () => {
    expect(drawScenario('a', 7)).toEqual(drawScenario('a', 7));
    expect(drawScenario('a', 7)).not.toEqual(drawScenario('b', 7));
    const outcomes = some(6, 2);
    const tally = (list: readonly Outcome[]) => {
      const all = newTally();
      for (const outcome of list) addOutcome(all, outcomes.indexOf(outcome), outcome);
      return all;
    };
    const parts = [outcomes.slice(4), outcomes.slice(0, 4)].map(tally);
    expect(sumOf(parts[0] as never, parts[1] as never)).toEqual(tally(outcomes));
  });

  it('have checks of different names', () => {
    expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
  });
});

describe('what fails', () => {
  it('is made smaller until no part can be left out', () => {
    const number = Array.from({ length: 99 }, (_, at) => at).find((at) => {
      return Object.keys(drawScenario('big', at).guests).length === 3;
    });
    const big = drawScenario('big', number ?? 0);
    const hasGuest = (tree: Tree) => {
      try {
        return scenarioOf(tree).migrations.some(({ guest }) => guest === 'vm3');
      } catch {
        return false;
      }
    };
    const least = shrunk(big, hasGuest);
    expect(Object.keys(least.guests)).toEqual(['vm3']);
    expect(least.migrations).toHaveLength(1);
    expect(JSON.stringify(least).length).toBeLessThan(220);
  });

  it.each([
    ['a lost part', /do not add up to the total time/u, 'totalSeconds', 1],
    ['CPU on no account', /CPU of the source/u, 'sourceRestCpuSeconds', 1],
    ['a time that is no number', /totalSeconds is NaN/u, 'totalSeconds', Number.NaN],
    ['another guest', /another migration/u, 'guest', 'other'],
  ])('is reported in words: %s', (_, words, field, value) => {
    const scenario = scenarioOf(drawScenario('plain', 0));
    const result = run({ ...scenario, fidelity: 'page-exact' });
    const [first, ...rest] = result.migrations;
    const wrong = { ...result, migrations: [{ ...first, [field]: value }, ...rest] };
    expect(brokenInvariant(scenario, wrong as typeof result)).toMatch(words);
  });
});

describe('relations', () => {
  it('are twenty and more', () => {
    expect(RELATIONS.length).toBeGreaterThanOrEqual(20);
  });

  it.each(RELATIONS.map(({ name }) => name))('%s holds', (check) => {
    const numbers = Array.from({ length: cases(6) }, (_, at) => at);
    const found = numbers.flatMap((number) => {
      return fuzzOne(SEED, number, { every: 1, check }).finding ?? [];
    });
    expect(found).toEqual([]);
  });
});

describe('what was found before', () => {
  const tree = (guest: Fields, move: Fields, rest: Fields): Tree => ({
    title: 'shrunk',
    machine: 'opteron-xen-3.2.1',
    scheduler: 'fluid',
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '4 MiB', ...guest } },
    migrations: [{ guest: 'vm', to: 'b', ...move }],
    ...rest,
  });
  const few = { window: '100 ms', pages: 300 };
  const profile = { kind: 'profile', points: [few, { window: '10 s', pages: 500 }] };
  const rate = { maxBandwidth: '150 Mbit/s' };
  const qemu = { name: 'qemu', ...rate, postCopy: { atThreshold: true, preempt: true } };
  const flaps = { kind: 'link-flap', down: '0.6 s', up: '0.4 s', at: '0 s' };
  const ignores = { kind: 'ignores-suspend', round: 3, after: '0.2 s' };

  it.each([
    [
      'keeps no log on after post-copy whose pages take no time',
      tree({}, { policy: qemu, transport: 'ideal' }, { machine: 'kvm-2024' }),
    ],
    [
      'sends on when pages were fetched out of turn while a stretch was sent',
      tree(
        { zeroPages: '20 %', workload: profile },
        { policy: { ...qemu, maxBandwidth: '800 Mbit/s', maxTime: '8 s', tls: true } },
        { links: [{ name: 'lan', between: ['a', 'b'], rate: '100 Mbit/s' }], scheduler: 'on-off' },
      ),
    ],
    [
      'gives a connection up over a link that is never up when it is asked for',
      tree({}, {}, { faults: [flaps] }),
    ],
    [
      'goes on when the guest was about to suspend before it was to ignore that',
      tree(
        {},
        { policy: { name: 'xcp-ng', release: 'improve-2024-08' } },
        { machine: 'xen-4.17-emulated-pair', faults: [ignores] },
      ),
    ],
    [
      'ends a restore whose source has crashed while it cleaned up',
      tree(
        {},
        { mechanism: 'suspend-copy-resume' },
        { faults: [{ kind: 'host-crash', side: 'source', during: 'hand-over' }] },
      ),
    ],
    [
      'gives a CPU that is idle under credit2 to one with the least credit there is',
      tree(
        {
          workload: {
            kind: 'profile',
            points: [{ window: '100 ms', pages: 1 }],
            intensity: '50 %',
          },
        },
        { mechanism: 'post-copy' },
        {
          scheduler: 'credit2',
          parameters: { dom0Background: '0 %' },
          changes: [{ at: '0 s', set: { 'hosts.b.dom0.weight': 64 } }],
        },
      ),
    ],
    [
      'does not pause a guest that stands with the process that hangs',
      tree(
        {},
        { mechanism: 'post-copy' },
        { scheduler: 'credit', faults: [{ kind: 'hang', during: 'start', for: '0.2 s' }] },
      ),
    ],
  ])('%s', (_, found) => {
    const result = runTree(found);
    expect(result && brokenInvariant(scenarioOf(found), result)).toBeUndefined();
    expect(result?.migrations[0]?.totalSeconds).toBeLessThan(130);
  });

  it('counts bytes that go beside pages which are fetched', () => {
    const writes = { kind: 'write', rate: '20000 pages/s', workingSet: '3 MiB' };
    const found = tree({ zeroPages: '0 %', workload: writes }, { policy: qemu }, {});
    const [migration] = runTree(found)?.migrations ?? [];
    expect(migration?.postCopy?.pulledPages).toBeGreaterThan(0);
    expect(migration?.bytesSent).toBeGreaterThan(4096 * (migration?.pagesSent ?? Infinity));
  });
});
