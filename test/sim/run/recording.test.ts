/** A recording adds up, and the run does not notice it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { runRecorded } from '../../../sim/run/recorded-run.ts';
import { GUEST_STATES, type Recording, VCPU_STATES } from '../../../sim/run/result/recording.ts';
import { firstOf } from '../../../sim/run/result/together.ts';
import { run } from '../../../sim/run/run.ts';
import { Recorder } from '../../../sim/run/world/recorder.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import type { Scenario } from '../../../sim/scenario/scenario.ts';

const NS_PER_SECOND = 1e9;

function read(file: string): Scenario {
  const text = readFileSync(`scenarios/${file}`, 'utf8');
  return loadScenario(text, file, { profiles: PROFILES }).scenario;
}

const SCENARIOS: readonly (readonly [string, Scenario])[] = [
  ['a capped source', read('teach/first-migration.yaml')],
  ['bystanders with I/O', read('teach/bystanders.yaml')],
  ['two guests at once', read('teach/two-guests-at-once.yaml')],
  ['suspend-copy-resume', read('teach/suspend-copy-resume.yaml')],
  ['post-copy', read('policies/post-copy.yaml')],
  ['QEMU with throttling', read('policies/qemu-auto-converge.yaml')],
  ['the fluid scheduler', { ...read('teach/first-migration.yaml'), scheduler: { form: 'fluid' } }],
];

/** Sum over a track between two times, ns, of what an entry is worth per ns. */
function integral(
  timesNs: readonly number[],
  span: { fromNs: number; toNs: number },
  worth: (entry: number) => number,
): number {
  return timesNs.reduce((sum, startNs, entry) => {
    const endNs = timesNs[entry + 1] ?? span.toNs;
    const ns = Math.min(endNs, span.toNs) - Math.max(startNs, span.fromNs);
    return ns > 0 ? sum + ns * worth(entry) : sum;
  }, 0);
}

/** All lists of times in a recording. */
function timesOf(recording: Recording): (readonly number[])[] {
  const { vcpus, guests, dirty, streams, credits } = recording;
  return [...vcpus, ...guests, ...dirty, ...streams, ...credits].map(({ timesNs }) => timesNs);
}

describe.each(SCENARIOS)('the recording of %s', (_, scenario) => {
  const { result, recording } = runRecorded(scenario);
  const migrations = result.migrations;

  test('changes no byte of the result', () => {
    expect(JSON.stringify(result)).toBe(JSON.stringify(run(scenario)));
  });

  test('is the same each time, and plain data', () => {
    const again = runRecorded(scenario).recording;
    expect(JSON.parse(JSON.stringify(recording))).toEqual(again);
    expect(recording.cutNs).toBeUndefined();
  });

  test('has times that rise, up to its end', () => {
    for (const times of timesOf(recording)) {
      expect([...times].sort((a, b) => a - b)).toEqual(times);
      expect(times.at(-1) ?? 0).toBeLessThanOrEqual(recording.endNs);
    }
  });

  test('has each virtual CPU in one state at any time', () => {
    for (const { timesNs, states, shares } of recording.vcpus) {
      const span = { fromNs: 0, toNs: recording.endNs };
      const spent = VCPU_STATES.map((_name, state) =>
        integral(timesNs, span, (entry) => (states[entry] === state ? 1 : 0)),
      );
      expect(spent.reduce((sum, ns) => sum + ns, 0)).toBe(recording.endNs);
      for (const [entry, share] of shares.entries()) {
        expect(share > 0).toBe(states[entry] === VCPU_STATES.indexOf('running'));
        expect(share).toBeLessThanOrEqual(1 + 1e-9);
      }
    }
  });

  test("adds up to the CPU of both Dom0s that the result's ledger has", () => {
    for (const migration of migrations) {
      const fromNs = Math.round(migration.startSeconds * NS_PER_SECOND);
      const toNs = fromNs + Math.round(migration.totalSeconds * NS_PER_SECOND);
      const cpuOf = (host: string): number => {
        const own = recording.vcpus.filter((each) => each.host === host);
        return own.reduce((sum, { timesNs, shares }) => {
          return sum + integral(timesNs, { fromNs, toNs }, (entry) => shares[entry] as number);
        }, 0);
      };
      const seconds = (host: string): number => cpuOf(host) / NS_PER_SECOND;
      const { source, destination } = migration;
      expect(seconds(source)).toBeCloseTo(migration.sourceDom0CpuSeconds, 5);
      expect(seconds(destination)).toBeCloseTo(migration.destinationDom0CpuSeconds, 5);
    }
  });

  test('carries the bytes that were sent', () => {
    const own = recording.streams.filter(({ of }) => of === 'migration');
    const carried = own.reduce((sum, { deliveredBytes }) => sum + (deliveredBytes.at(-1) ?? 0), 0);
    const sent = migrations.reduce((sum, { bytesSent }) => sum + bytesSent, 0);
    // A save file goes to the storage and comes back.
    const ways = migrations[0]?.mechanism === 'suspend-copy-resume' ? 2 : 1;
    expect(carried).toBeCloseTo(ways * sent, 3);
    for (const { deliveredBytes } of recording.streams) {
      expect([...deliveredBytes].sort((a, b) => a - b)).toEqual(deliveredBytes);
    }
  });

  test('has the guest stand as long as the result says', () => {
    for (const { guest, startSeconds, totalSeconds, guestPerformance } of migrations) {
      const track = recording.guests.find((each) => each.guest === guest);
      const fromNs = Math.round(startSeconds * NS_PER_SECOND);
      const toNs = fromNs + Math.round(totalSeconds * NS_PER_SECOND);
      const stood = integral(track?.timesNs ?? [], { fromNs, toNs }, (entry) => {
        return track?.states[entry] === GUEST_STATES.indexOf('runs') ? 0 : 1;
      });
      expect(stood / NS_PER_SECOND).toBeCloseTo(guestPerformance.stoppedSeconds, 8);
    }
  });

  test('has batches that make up the pages, and stages that make up the time', () => {
    for (const { guest, pagesSent, zeroPages, totalSeconds, rounds, mechanism } of migrations) {
      const batches = recording.batches.find((each) => each.guest === guest);
      const pages = batches?.pages.reduce((sum, each) => sum + each, 0) ?? 0;
      if (mechanism !== 'suspend-copy-resume') expect(pages).toBe(pagesSent + zeroPages);
      const isOrdered = batches?.startsNs.every((startNs, at) => {
        const endNs = batches.endsNs[at] as number;
        return startNs <= endNs && endNs <= (batches.startsNs[at + 1] ?? Infinity);
      });
      expect(isOrdered ?? true).toBe(true);
      expect(recording.rounds.filter((each) => each.guest === guest)).toHaveLength(rounds.length);
      const parts = recording.parts.filter((each) => each.guest === guest);
      const spentNs = parts.reduce((sum, { startNs, endNs }) => sum + endNs - startNs, 0);
      expect(spentNs).toBe(Math.round(totalSeconds * NS_PER_SECOND));
    }
  });
});

describe('a recording', () => {
  const capped = read('teach/first-migration.yaml');

  test('has parked periods that are whole accounting periods', () => {
    const { recording } = runRecorded(capped);
    const parked = recording.vcpus.flatMap(({ host, timesNs, states }) => {
      if (host !== 'source') return [];
      return timesNs.flatMap((startNs, entry) => {
        const isParked = VCPU_STATES[states[entry] as number] === 'parked';
        return isParked ? [(timesNs[entry + 1] ?? recording.endNs) - startNs] : [];
      });
    });
    expect(parked.length).toBeGreaterThan(50);
    expect(parked.filter((ns) => ns % 30e6 !== 0)).toEqual([]);
  });

  test('sees the dirty pages rise within a round and fall at its CLEAN', () => {
    const { result, recording } = runRecorded(capped);
    const { timesNs = [], pages = [] } = recording.dirty[0] ?? {};
    const found = pages.filter((_, at) => at > 0 && timesNs[at] === timesNs[at + 1]);
    expect(found).toEqual(firstOf(result).rounds.flatMap(({ dirtied }) => dirtied ?? []));
    const falls = pages.filter((each, at) => each < (pages[at - 1] ?? 0) - 0.01 * each);
    expect(new Set(falls)).toEqual(new Set([0]));
    // What was expected before a CLEAN comes near to what it found.
    const before =
      pages[timesNs.findLastIndex((timeNs) => timeNs < (recording.rounds[0]?.endNs ?? 0))];
    expect(Math.abs((before ?? 0) - (found[0] ?? 0))).toBeLessThan(0.02 * (found[0] ?? 0));
  });

  test('stops at its limit, says when, and still has all stages and rounds', () => {
    const recorder = new Recorder({ rowsMax: 500 });
    const result = run(capped, { recorder });
    const recording = recorder.finish(result);
    const cutNs = recording.cutNs ?? Infinity;
    expect(cutNs).toBeLessThan(recording.endNs);
    const rows = [...timesOf(recording), ...recording.batches.map(({ startsNs }) => startsNs)];
    expect(rows.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(600);
    for (const times of rows) expect(times.at(-1) ?? 0).toBeLessThanOrEqual(cutNs);
    expect(recording.parts).toHaveLength(firstOf(result).parts.length);
    expect(recording.rounds).toHaveLength(firstOf(result).rounds.length);
    expect(JSON.stringify(result)).toBe(JSON.stringify(run(capped)));
  });
});
