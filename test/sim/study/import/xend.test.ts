/** xc_save's output read back: the simulator's own, a real one, and both damaged. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoundResult } from '../../../../sim/run/result/result.ts';
import type { MeasuredRound } from '../../../../sim/study/import/measurement.ts';
import { XEND } from '../../../../sim/study/import/xend.ts';
import { cases } from '../../../support/properties.ts';
import { fixture, logged } from './fixtures.ts';

const LIVE = ['first-migration', 'two-guests-at-once', 'cap-raised-midway'] as const;

/** What the log says of a simulated round: times truncated to ms, CPU to percent of the delta. */
function printed(round: RoundResult): Partial<MeasuredRound> {
  const deltaMs = Math.max(1, Math.trunc(round.deltaSeconds * 1000));
  const percent = (cpuSeconds: number): number =>
    Math.trunc((100 * Math.trunc(cpuSeconds * 1000)) / deltaMs);
  return {
    round: round.round,
    live: round.live,
    sent: round.sent,
    skipped: round.skipped,
    dirtied: round.dirtied,
    seconds: deltaMs / 1000,
    dom0CpuPercent: percent(round.deltaSourceDom0CpuSeconds),
    guestCpuPercent: percent(round.deltaGuestCpuSeconds),
  };
}

const messages = (text: string): string[] =>
  XEND.parse(text, 'f').remarks.map(({ line, message }) => `${line}: ${message}`);

describe.each(LIVE)('the log of the shipped scenario %s', (name) => {
  it.each(['1', 'another'])('reads back the same rounds and totals, seed %s', (seed) => {
    const { migrations, log } = logged(name, seed);
    const parsed = XEND.parse(log, 'xend.log');
    expect(parsed.remarks).toEqual([]);
    expect(parsed.migrations.map(({ rounds }) => rounds)).toMatchObject(
      migrations.map(({ rounds }) => rounds.map(printed)),
    );
    expect(parsed.migrations).toMatchObject(
      migrations.map(({ pagesSent }) => ({ pagesSent, outcome: 'completed' })),
    );
  });

  it('reads the same behind the prefixes of xend.log and folded by a mail program', () => {
    const { log } = logged(name);
    const rounds = (text: string) => XEND.parse(text, 'f').migrations.map((each) => each.rounds);
    const prefix = '[2008-03-13 16:28:24 4205] INFO (XendCheckpoint:336) ';
    const prefixed = log.replaceAll(/[\r\n]+(?=.)/g, `\n${prefix}`);
    expect(rounds(prefixed)).toEqual(rounds(log));
    const folded = log.replaceAll(/, (?=sent|dirtied)/g, ',\r\n> ');
    expect(rounds(folded)).toEqual(rounds(log));
  });
});

describe('a real log of 2012', () => {
  const { migrations, remarks } = XEND.parse(fixture('xend-2012.log'), 'xend.log');

  it('gives its rounds, and the size of the guest, which the list names as 128 MiB', () => {
    const [migration] = migrations;
    expect(migrations.length).toBe(1);
    expect(migration?.memoryPages).toBe(32_768);
    expect(migration?.rounds.map(({ round, sent }) => [round, sent])).toEqual([
      [1, 28_847],
      [2, 3462],
      [3, 2701],
      [12, 341],
      [13, 42],
    ]);
    expect(migration?.rounds[2]).toMatchObject({ skipped: 1065, seconds: 0.178, dirtied: 3447 });
  });

  it('adds up, and lacks what the mail left out', () => {
    expect(remarks.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '8: rounds 4 to 11 are missing before round 12',
      '10: round 13 has no statistics: its time is unknown',
      '10: the migration has no end in this file',
    ]);
  });
});

const { log: LOG } = logged('first-migration');

describe('what does not add up is reported with its line', () => {
  it.each([
    ['sent 14558, sk', 'sent 14559, sk', /^2: round 1 found 16405 pages dirty, but .* 16406/],
    ['sent 383Mb/s', 'sent 384Mb/s', /^1: round 1 prints sent 384Mb\/s, but .* are 383 Mb\/s/],
    ['dirtied 25Mb/s', 'dirtied 2Mb/s', /^1: round 1 prints dirtied 2Mb\/s/],
    ['sent= 270679', 'sent= 270678', /: the total says 270678 pages, the rounds sent 270679/],
    ['(1.02x)', '(1.22x)', /: 270679 pages are not 1.22 times/],
    ['delta 21497ms', 'delta 0ms', /^1: round 1 prints a delta of 0 ms/],
    [' 3: sent 3501', ' 3: sXnt 3501', /^3: statistics of a round whose counts are damaged/],
    ['delta 255ms', 'delta 255m', /^3: round 3 has no statistics/],
  ])('%s made %s', (from, to, expected) => {
    expect(LOG).toContain(from);
    expect(messages(LOG.replace(from, to))).toContainEqual(expect.stringMatching(expected));
  });

  it('and a doubled line is reported and counted once', () => {
    const doubled = LOG.replace(/^.*\r 4: .*\n/m, (line) => line + line);
    expect(doubled).not.toBe(LOG);
    expect(messages(doubled)).toEqual(['5: round 4 is printed again']);
    const rounds = (text: string) => XEND.parse(text, 'f').migrations[0]?.rounds;
    expect(rounds(doubled)).toEqual(rounds(LOG));
  });
});

describe('several migrations in one file', () => {
  it('are distinguished, also where the first is cut short', () => {
    const cut = LOG.slice(0, LOG.indexOf(' 5: sent'));
    const { migrations } = XEND.parse(`${cut}\n${LOG}${LOG}`, 'f');
    expect(migrations.map(({ rounds }) => rounds.length)).toEqual([4, 7, 7]);
    expect(migrations.map(({ outcome }) => outcome)).toEqual(['unknown', 'completed', 'completed']);
  });
});

describe('the form of Xen 4.1 to 4.5', () => {
  it('prints the counts of a round with the next iteration', () => {
    const text = [
      'xc: progress: Saving memory: iter 0 (last sent 0 skipped 0): 0/32768    0%',
      'xc: progress: Saving memory: iter 1 (last sent 0 skipped 0): 0/32768    0%',
      'xc: detail: delta 1702ms, dom0 62%, target 32%, sent 555Mb/s, dirtied 116Mb/s 6036 pages',
      'xc: progress: Saving memory: iter 2 (last sent 28847 skipped 3921): 0/32768    0%',
    ].join('\n');
    const [migration] = XEND.parse(text, 'f').migrations;
    expect(migration?.rounds).toMatchObject([
      { round: 1, sent: 28_847, skipped: 3921, seconds: 1.702, dirtied: 6036 },
    ]);
  });
});

describe('a damaged log', () => {
  const lines = LOG.split('\n');
  const whole = XEND.parse(LOG, 'f').migrations[0]?.rounds ?? [];
  const isRound = (line: string): boolean => /\r ?\d+: .*pages$/.test(line);
  const numberOf = (line: string): number => Number(/\r *(\d+):/.exec(line)?.[1]);

  it('gives back every round whose line is intact', () => {
    const damage = fc.record({
      at: fc.nat(lines.length - 1),
      from: fc.nat(200),
      length: fc.nat(60),
    });
    const property = fc.property(fc.array(damage, { maxLength: 5 }), (damages) => {
      const left = [...lines];
      for (const { at, from, length } of damages) {
        const line = left[at] as string;
        left[at] = line.slice(0, from) + line.slice(from + length);
      }
      const found = XEND.parse(left.join('\n'), 'f').migrations.flatMap(({ rounds }) => rounds);
      const intact = lines.filter((line, at) => isRound(line) && left[at] === line).map(numberOf);
      for (const number of intact) {
        const { live, dirtied, ...expected } = whole[number - 1] as MeasuredRound;
        expect(found).toContainEqual(expect.objectContaining(expected));
      }
    });
    fc.assert(property, { numRuns: cases(300) });
  });

  it('gives back every complete round before the cut', () => {
    const property = fc.property(fc.nat(LOG.length), (length) => {
      const cut = LOG.slice(0, length);
      const complete = cut.split('\n').slice(0, -1).filter(isRound).map(numberOf);
      const rounds = XEND.parse(cut, 'f').migrations.flatMap((each) => each.rounds);
      const known = rounds.filter(({ seconds }) => seconds !== null).map(({ round }) => round);
      expect(known).toEqual(expect.arrayContaining(complete));
      for (const round of rounds) expect(round.sent).toBe(whole[round.round - 1]?.sent);
    });
    fc.assert(property, { numRuns: cases(300) });
  });
});
