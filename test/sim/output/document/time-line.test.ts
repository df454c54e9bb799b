/** The layout of a time line and its drawing, without a browser. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import {
  partsOf,
  readingOf,
  type Track,
  within,
} from '../../../../sim/output/document/time-line.ts';
import { lanesOf } from '../../../../sim/output/document/time-line-lanes.ts';
import { marksOf } from '../../../../sim/output/document/time-line-marks.ts';
import { timeLineSvg } from '../../../../sim/output/html/time-line-svg.ts';
import { runRecorded } from '../../../../sim/run/recorded-run.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';

const SMALL = `title: Small
hosts: {a: {dom0: {cap: 50 %}}, b: {}}
guests:
  vm: {host: a, memory: 32 MiB, workload: {kind: write, rate: 900 pages/s, workingSet: 8 MiB}}
migrations: [{guest: vm, to: b}]
`;

const { scenario } = loadScenario(SMALL, 'small.yaml', { profiles: PROFILES });
const { result, recording } = runRecorded(scenario, {});
const lanes = lanesOf({ recording, migrations: result.migrations });
const laneOf = (title: string) => {
  const found = lanes.find((lane) => lane.title === title);
  if (found === undefined) throw new Error(`no lane ${title}`);
  return found;
};

/** What lies below a track. */
const areaOf = ({ times, levels: [first = []] }: Track): number =>
  times.slice(1).reduce((sum, time, at) => sum + (time - times[at]!) * (first[at] ?? 0), 0);

describe('a track', () => {
  test('of too many entries becomes means below which lies as much', () => {
    const steps = fc.array(
      fc.record({
        length: fc.double({ min: 0, max: 3, noNaN: true }),
        level: fc.integer({ min: 0, max: 9 }),
      }),
      { minLength: 2, maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 20 }), (all, most) => {
        const times = [0];
        for (const { length } of all) times.push(times.at(-1)! + length);
        const to = times.at(-1)!;
        fc.pre(to > 0.1);
        const levels = [all.map(({ level }) => level)];
        const scale = { least: 0, most: 9, unit: 'pages' } as const;
        const track: Track = { look: 'area', meanings: ['round'], scale, times, levels };
        const shown = within(track, { from: 0, to }, most);
        expect(shown.times.length).toBeLessThanOrEqual(Math.max(most, all.length) + 1);
        // Means have three digits, times are to the microsecond.
        const area = areaOf(track);
        expect(Math.abs(areaOf(shown) - area)).toBeLessThan(0.006 * area + 0.001);
      }),
    );
  });
});

test('a stream that comes in bursts is drawn as means in long windows only', () => {
  const [bursts] = laneOf('Mbit/s').tracks;
  const [stages] = laneOf('stages').tracks;
  const parts = (track: Track | undefined, to: number) => partsOf(track!, { from: 0, to }, 1000);
  expect([8, 10, 30, 1000].map((to) => parts(bursts, to))).toEqual([1000, 33, 100, 1000]);
  expect(parts(stages, 30)).toBe(1000);
});

describe('the time line of a run', () => {
  test('has the stages without a gap, in the words of the result', () => {
    const labels = laneOf('stages').labels ?? [];
    expect(labels.map(({ text }) => text)).toEqual(
      result.migrations[0]?.parts.map(({ name }) => name),
    );
    for (const [at, { from }] of labels.entries()) {
      expect(from).toBe(at === 0 ? 0 : labels[at - 1]?.to);
    }
  });

  test('has the pages left in each round, from all that were due down to none', () => {
    const [left] = laneOf('pages').tracks;
    const rounds = result.migrations[0]?.rounds ?? [];
    const due = rounds.map(({ sent, zeroPages, skipped }) => sent + zeroPages + skipped);
    const levels = left?.levels[0] ?? [];
    expect(levels.filter((level, at) => at === 0 || level! > levels[at - 1]!)).toEqual(
      due.filter((pages, at) => at === 0 || pages > 0),
    );
    expect(levels.at(-1)).toBe(0);
  });

  test('says what there is at a time', () => {
    const middle = result.migrations[0]!.totalSeconds / 2;
    expect(readingOf(laneOf('stages'), middle)).toEqual([
      expect.stringMatching(/^pre-copy: .* s$/),
    ]);
    expect(readingOf(laneOf('Mbit/s'), middle)[0]).toMatch(/^bytes on the way: [\d.]+ Mbit\/s$/);
    expect(readingOf(laneOf('guest'), middle)).toEqual([]);
  });

  test('is drawn within its width, with the same bytes each time', () => {
    const line = { from: 0, to: result.migrations[0]!.totalSeconds, lanes };
    for (const window of [line, { from: 1, to: 1.05 }, { from: 0, to: 1e-5 }]) {
      const { text } = timeLineSvg(line, window, 600);
      expect(text).toBe(timeLineSvg(line, window, 600).text);
      expect(text).not.toMatch(/NaN|Infinity|undefined/);
      expect(text.match(/<svg/g)).toHaveLength(1 + lanes.length);
    }
  });
});

describe('a fault', () => {
  const ran = (fault: string) => {
    const text = `${SMALL}faults: [${fault}]\n`;
    return runRecorded(loadScenario(text, 'small.yaml', { profiles: PROFILES }).scenario, {});
  };
  const broken = (fault: string, run = ran(fault)) => {
    const { marks } = marksOf(run.result);
    return marks?.map(({ at, text: name }) => [Number(at.toFixed(3)), name]);
  };

  test('is marked where it began, where a migration met it, and where that was noticed', () => {
    expect(marksOf(result)).toEqual({});
    expect(broken('{kind: cancel, at: 400 ms}')).toEqual([[0.4, 'cancel']]);
    const crash = '{kind: host-crash, at: 600 ms}';
    const lost = ran(crash);
    expect(broken(crash, lost)).toEqual([
      [0.6, 'host-crash'],
      [925.2, 'host-crash noticed'],
    ]);
    // Whether it waits for a CPU or stands with its host is told apart.
    const seen = lanesOf({
      recording: { ...lost.recording, endNs: 5e9 },
      migrations: lost.result.migrations,
    });
    const readings = seen.flatMap((lane) => readingOf(lane, 4).map((text) => [lane.group, text]));
    const stands = readings.filter(([, text]) => text?.startsWith('Dom0 stands with its host'));
    expect(new Set(stands.map(([group]) => group))).toEqual(new Set(['Dom0 of b, share of a CPU']));
    expect(readings.filter(([, text]) => text?.startsWith('Dom0 waits'))).toEqual([]);
    const [from, met, ...others] = broken('{kind: devices}') ?? [];
    expect([from, others]).toEqual([[0, 'devices'], []]);
    expect(met).toEqual([expect.closeTo(result.migrations[0]!.totalSeconds, 0), 'devices']);
  });

  test('has its name above the lanes where there is room, and they move down', () => {
    const line = { from: 0, to: 10, lanes };
    const marks = [4, 4.1, 9.9].map((at) => ({ at, text: `at ${at} s` }));
    const { text } = timeLineSvg({ ...line, marks }, line, 800);
    expect(text).toContain('text-anchor="start">at 4 s</text>');
    expect(text).not.toContain('at 4.1 s');
    expect(text).toContain('text-anchor="end">at 9.9 s</text>');
    const heightOf = (svg: string): number => Number(/viewBox="0 0 800 (\d+)"/.exec(svg)?.[1]);
    expect(heightOf(text) - heightOf(timeLineSvg(line, line, 800).text)).toBe(18);
  });
});
