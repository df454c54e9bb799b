/** Replies to `query-migrate`: real ones, a made-up sequence of rounds, and damaged ones. */
import { describe, expect, it } from 'vitest';
import { QEMU } from '../../../../sim/study/import/qemu.ts';
import { fixture } from './fixtures.ts';

/** A reply; the figures are made up, the names those of QEMU's qapi/migration.json. */
function reply(syncCount: number, totalMs: number, normal: number, more: object = {}): string {
  const ram = {
    total: 4_096_000,
    remaining: 40_960,
    transferred: normal * 4104,
    duplicate: 10,
    normal,
    'normal-bytes': normal * 4096,
    'dirty-pages-rate': 50,
    'dirty-sync-count': syncCount,
    'page-size': 4096,
  };
  const body = { status: 'active', 'setup-time': 10, 'total-time': totalMs, ram, ...more };
  return JSON.stringify({ return: body });
}

const ENDED = { status: 'completed', downtime: 30 };
const SEQUENCE = [
  reply(1, 100, 200),
  reply(1, 200, 500),
  reply(2, 400, 990),
  reply(3, 500, 1050),
  reply(3, 600, 1080),
  reply(4, 700, 1100, ENDED),
];
const messages = (text: string): string[] =>
  QEMU.parse(text, 'f').remarks.map(({ line, message }) => `${line}: ${message}`);

describe('a sequence of replies', () => {
  it('gives a round for each dirty-sync-count, from its first reply to the next one', () => {
    const { migrations, remarks } = QEMU.parse(SEQUENCE.join('\n'), 'f');
    expect(remarks).toEqual([]);
    expect(migrations).toMatchObject([
      {
        outcome: 'completed',
        totalSeconds: 0.7,
        precopySeconds: 0.66,
        downtimeSeconds: 0.03,
        memoryPages: 1000,
        pagesSent: 1100,
        zeroPages: 10,
        bytesSent: 1100 * 4104,
        rounds: [
          { round: 1, sent: 990, zeroPages: 10, seconds: 0.4, bytes: 990 * 4104, live: true },
          { round: 2, sent: 60, zeroPages: 0, seconds: 0.1, dirtyPagesPerSecond: 50 },
          { round: 3, sent: 50, zeroPages: 0, seconds: 0.2 },
        ],
      },
    ]);
  });

  it('reads the same over several lines, behind prefixes, and with damaged replies between', () => {
    const rounds = (text: string) => QEMU.parse(text, 'f').migrations.map((each) => each.rounds);
    const expected = rounds(SEQUENCE.join('\n'));
    const pretty = SEQUENCE.map((text) => JSON.stringify(JSON.parse(text), null, 4)).join('\n');
    expect(rounds(pretty)).toEqual(expected);
    expect(rounds(SEQUENCE.map((text) => `10:47 <- ${text}\r`).join('\n'))).toEqual(expected);
    const cut = SEQUENCE.flatMap((text) => [text, text.slice(0, 150)]).join('\n');
    expect(rounds(cut)).toEqual(expected);
    const open = `{\n    "return": {\n        "ram": {\n${pretty}`;
    expect(rounds(open)).toEqual(expected);
  });

  it('is two migrations where the figures begin again', () => {
    const twice = [...SEQUENCE, SEQUENCE[5], ...SEQUENCE].join('\n');
    expect(QEMU.parse(twice, 'f').migrations.map(({ rounds }) => rounds.length)).toEqual([3, 3]);
    const broken = [...SEQUENCE.slice(0, 4), ...SEQUENCE].join('\n');
    expect(QEMU.parse(broken, 'f').migrations.map(({ outcome }) => outcome)).toEqual([
      'unknown',
      'completed',
    ]);
  });

  it.each([
    ['"dirty-sync-count":3', '"dirty-sync-count":5', '4: dirty-sync-count goes from 2 to 5'],
    ['"remaining":40960', '"remaining":4096001', '1: 4096001 bytes remain of a total of 4096000'],
    ['"normal":500', '"normal":100', '2: normal falls from 200 to 100'],
    ['"normal":500', '"normal":501', '2: 501 normal pages are 2052096 bytes, not 2048000'],
    ['"total-time":200', '"total-time":20', '2: total-time falls from 100 to 20'],
    ['"normal":500', '"normal":"500"', '2: a number of this reply is missing or damaged'],
    ['"normal":500', '"normal":5 0', '2: this reply is not whole JSON'],
    ['completed', 'active', '6: the last reply is "active": the end is not in the file'],
  ])('that does not add up is reported: %s made %s', (from, to, expected) => {
    const text = SEQUENCE.join('\n').replaceAll(from, to);
    expect(messages(text)).toContainEqual(expect.stringContaining(expected));
  });
});

describe('real replies', () => {
  it("in libvirt's log give the migration's totals; its rate agrees with QEMU's own", () => {
    const { migrations } = QEMU.parse(fixture('libvirt-2022.log'), 'f');
    expect(migrations).toMatchObject([
      { totalSeconds: 12.815, downtimeSeconds: 0.079, pagesSent: 209_154, bytesSent: 927_267_953 },
    ]);
    expect(messages(fixture('libvirt-2022.log'))).toEqual([
      '6: dirty-sync-count goes from 1 to 3: rounds between have no reply',
    ]);
  });

  it('over several lines are a migration each, without rounds', () => {
    const { migrations } = QEMU.parse(fixture('qemu-2020.log'), 'f');
    expect(migrations).toMatchObject([
      { totalSeconds: 22.004, downtimeSeconds: 0.03, rounds: [] },
      { totalSeconds: 23.166, downtimeSeconds: 0.507, rounds: [] },
    ]);
    const wrong = fixture('qemu-2020.log').replace('"mbps": 507', '"mbps": 707');
    expect(messages(wrong)).toContainEqual(expect.stringContaining('it says 707.311245 Mbit/s'));
  });
});
