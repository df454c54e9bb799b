/** Pages turn dirty on the map when they are written, as many as the lane of the time line says. */
import { describe, expect, test } from 'vitest';
import { labEngine } from '../../../../../sim/app/lab/engine/lab-engine.ts';
import { Film } from '../../../../../sim/app/lab/playback/film.ts';
import { PAGE } from '../../../../../sim/app/lab/playback/page-map.ts';
import { eachOf, type WrittenLog } from '../../../../../sim/app/lab/playback/writes.ts';
import { countOnes } from '../../../../../sim/engine/machine/memory/bits.ts';

const scenario = (workload: string, more = ''): string => `title: A guest
hosts: {a: {dom0: {cap: 60 %}}, b: {}}
machine: opteron-xen-3.2.1
guests:
  vm: {host: a, memory: 64 MiB, workload: {kind: write, ${workload}}}
migrations: [{guest: vm, to: b}]
${more}`;

const UNIFORM = 'rate: 3000 pages/s, workingSet: 8 MiB';

async function filmOf(text: string): Promise<Film> {
  const answer = await labEngine.record({ text, fileName: 'x.yaml', tables: {} });
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return new Film(answer.value, 0);
}

const logsOf = ({ playable }: Film): readonly WrittenLog[] => playable.logs[0] ?? [];

/** What the lane of the time line says of a time at which it has an entry. */
function laneAt({ line }: Film, ns: number): number | null | undefined {
  const tracks = line.lanes.flatMap(({ tracks: own }) => own);
  const track = tracks.find(({ meanings }) => meanings[0] === 'pages dirty since the last CLEAN');
  return track?.levels[0]?.[track.times.lastIndexOf(Math.round(ns / 1e3) / 1e6)];
}

describe.each([
  ['Xen 3.2', UNIFORM, ''],
  ['Xen 4', UNIFORM, 'migrations: [{guest: vm, to: b, policy: {name: xen-4}}]'],
  ['page after page', `${UNIFORM}, pattern: sequential`, ''],
])('%s', (_, workload, migrations) => {
  const text = scenario(workload);
  const film = filmOf(migrations === '' ? text : text.replace(/migrations.*/, migrations));

  test('in the middle of round 1 half of what the CLEAN finds is written', async () => {
    const { map, rounds, ...rest } = await film;
    const [log] = logsOf(rest as Film);
    if (log === undefined) throw new Error('nothing is written');
    expect(log.positions.length).toBe(rounds[0]?.dirtied);
    map.seek((log.startNs + log.endNs) / 2);
    expect(map.written).toBeGreaterThan(0.3 * log.positions.length);
    expect(map.written).toBeLessThan(log.positions.length);
  });

  test('at every batch the map, its legend and the lane have the same number', async () => {
    const shown = await film;
    const { map } = shown;
    for (const { timesNs, counts } of logsOf(shown)) {
      for (const [at, ns] of timesNs.slice(1, -1).entries()) {
        map.seek(ns);
        const { [PAGE.dirty]: dirty = 0, [PAGE.skipped]: skipped = 0 } = map.counts;
        expect([map.written, dirty + skipped]).toEqual([counts[at + 1], counts[at + 1]]);
        expect(laneAt(shown, ns)).toBe(counts[at + 1]);
      }
    }
  });

  test('the next round has just those pages due, whether they were skipped or sent', async () => {
    const { map, playable } = await film;
    const [log] = playable.logs[0] ?? [];
    map.seek(log?.endNs ?? 0);
    const { [PAGE.due]: due = 0, [PAGE.sent]: sent = 0 } = map.counts;
    expect(due + sent).toBe(log?.positions.length);
    expect(map.counts[PAGE.never]).toBe(0);
    expect(map.left + sent).toBe(countOnes(map.recording.rounds[1]?.due as Uint32Array));
  });

  test('the map of a time does not depend on how one came there', async () => {
    const { map, startNs, endNs } = await film;
    const ns = startNs + 0.4 * (endNs - startNs);
    map.seek(ns);
    const before = map.states.slice();
    map.seek(endNs);
    map.seek(ns + 1e7);
    map.seek(ns);
    expect(Buffer.compare(map.states, before)).toBe(0);
  });
});

test('a page that a PEEK finds clean is written later, one that it skips before', async () => {
  const film = await filmOf(scenario(UNIFORM));
  const { batches } = film.map.recording;
  const [log] = logsOf(film);
  const { positions = [], counts = [], timesNs = [], endNs = 0 } = log ?? {};
  const writtenAt = new Map(
    [...positions].map((position, place) => {
      return [position, timesNs[counts.findIndex((count) => count > place)] as number];
    }),
  );
  const seen = { taken: 0, skipped: 0, wrong: 0 };
  for (const { timeNs, taken, skipped } of batches.filter((each) => each.timeNs < endNs)) {
    eachOf(taken, (position) => {
      seen.taken += 1;
      if ((writtenAt.get(position) ?? Infinity) <= timeNs) seen.wrong += 1;
    });
    eachOf(skipped, (position) => {
      seen.skipped += 1;
      if ((writtenAt.get(position) ?? Infinity) > timeNs) seen.wrong += 1;
    });
  }
  expect(seen.wrong).toBe(0);
  expect(seen.taken).toBeGreaterThan(10_000);
  expect(seen.skipped).toBeGreaterThan(100);
});

test('a migration that fails on the way has its dirty pages too', async () => {
  const film = await filmOf(scenario(UNIFORM, 'faults: [{kind: cancel, at: 1 s}]'));
  const [log] = logsOf(film);
  expect(log?.positions.length).toBeGreaterThan(500);
  const { map, endNs } = film;
  map.seek(endNs);
  const { [PAGE.dirty]: dirty = 0, [PAGE.skipped]: skipped = 0 } = map.counts;
  expect([map.written, dirty + skipped]).toEqual([log?.positions.length, log?.positions.length]);
});
