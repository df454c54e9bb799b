/** Faults that the lab's buttons write into a scenario. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../../../models/machine/registry.ts';
import { labEngine } from '../../../../../sim/app/lab/engine/lab-engine.ts';
import { fateSentence } from '../../../../../sim/app/lab/playback/fate-sentence.ts';
import { Film } from '../../../../../sim/app/lab/playback/film.ts';
import { rawOf } from '../../../../../sim/app/lab/scenario/document.ts';
import {
  type Break,
  ended,
  faultsOf,
  faultTimeNs,
  outageAt,
  withFault,
  withoutFault,
} from '../../../../../sim/app/lab/scenario/faults.ts';
import { run } from '../../../../../sim/run/run.ts';
import { loadScenario } from '../../../../../sim/scenario/load.ts';
import { SMALL_GUEST } from '../../../../support/lab-browser.ts';

const broken = (kind: Break, atNs: number, text = SMALL_GUEST): string =>
  withFault(text, { kind, atNs, guest: undefined });

/** Quickly read and written again. */
const SHORT = 'seed: 1 # of all chance\n';

const last = (text: string) => faultsOf(rawOf(text)).at(-1)!;

describe('a fault that a button writes', () => {
  test('stands in the file at its time, whatever that is, and can be taken back', () => {
    const time = fc.integer({ min: 1, max: 2e12 });
    fc.assert(
      fc.property(time, time, (nowNs, laterNs) => {
        const atNs = faultTimeNs(nowNs);
        expect(atNs - nowNs).toBeGreaterThanOrEqual(0);
        expect(atNs - nowNs).toBeLessThan(1000);
        const text = broken('link-down', atNs, SHORT);
        expect(last(text)).toMatchObject({ kind: 'link-down', atNs, endNs: Infinity });
        const endNs = atNs + faultTimeNs(laterNs);
        expect(last(ended(text, rawOf(text), last(text), endNs))).toMatchObject({ atNs, endNs });
        expect(withoutFault(text, rawOf(text), last(text))).toBe(SHORT);
        expect(ended(text, rawOf(text), last(text), atNs)).toBe(SHORT);
      }),
    );
  });

  test('is added to others and leaves them and all else as it was', () => {
    const one = `${SMALL_GUEST}faults: [{kind: cancel, during: suspend}]\n`;
    const two = broken('host-crash', 5e9, one);
    expect(two).toBe(one.replace('suspend}]', 'suspend}, {kind: host-crash, at: 5 s}]'));
    expect(withoutFault(two, rawOf(two), last(two))).toBe(one);
  });

  test('of the link lasts until it is mended, for the guests it is about', () => {
    const text = withFault(SMALL_GUEST, { kind: 'link-down', atNs: 2e9, guest: 'vm' });
    const faults = faultsOf(rawOf(ended(text, rawOf(text), last(text), 3e9)));
    const downAt = (ns: number, guest = 'vm') => outageAt(faults, guest, ns) !== undefined;
    expect([1.999e9, 2e9, 2.999e9, 3e9].map((ns) => downAt(ns))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(downAt(2e9, 'other')).toBe(false);
    const late = faultsOf({ faults: [{ kind: 'link-down', at: '1 s', after: '2 s', for: '1 s' }] });
    expect(late).toMatchObject([{ atNs: 3e9, endNs: 4e9 }]);
    expect(faultsOf({ faults: [{ kind: 'cancel', during: 'suspend' }] })).toEqual([]);
  });

  test.each([
    ['host-crash', 1.5e9, 'noticed 20.000 s later: vm runs on at source and was never stopped'],
    [
      'cancel',
      1e9,
      'After cancel 1.000 s after its start, in pre-copy: vm runs on at source and was never',
    ],
    ['cancel', 1e3, 'in check: vm runs on at source and was never stopped'],
    ['cancel', 1e12, 'Nothing ended it before its time: vm runs at destination after it stood for'],
  ] as const)('%s at %d ns gives the lab the bytes of precopy run', async (kind, atNs, said) => {
    const text = `timeOuts: {connection: 20 s}\n${broken(kind, atNs)}`;
    const answer = await labEngine.record({ text, fileName: 'x.yaml', tables: {} });
    const result = run(loadScenario(text, 'x.yaml', { profiles: PROFILES }).scenario);
    const json = JSON.stringify(result);
    expect(answer).toMatchObject({ ok: true, value: { json, warnings: [] } });
    const sentence = fateSentence(result.migrations[0]!);
    expect(sentence).toContain(said);
    const isInVain = atNs > 1e3 && atNs < 1e12;
    expect(/; [\d.]+ MiB were sent in vain\.$/.test(sentence ?? '')).toBe(isInVain);
  });

  test('is followed by other tries, of which the last is played', async () => {
    const again = 'to: destination, retry: {times: 2, after: 1 s}';
    const text = broken('cancel', 1e9, SMALL_GUEST.replace('to: destination', again));
    const answer = await labEngine.record({ text, fileName: 'x.yaml', tables: {} });
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    const film = new Film(answer.value, 0);
    const { startSeconds, rounds, fate } = film.result;
    expect(fate?.failedTries).toHaveLength(1);
    expect([answer.value.pages.length, film.startNs]).toEqual([1, 1e9 * startSeconds]);
    expect(film.map.recording.rounds).toHaveLength(rounds.length);
  });
});
