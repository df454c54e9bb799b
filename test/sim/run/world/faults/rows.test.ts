/**
 * What becomes of a guest when its migration fails: the rows of what xend, xl, xapi and QEMU do, as
 * their code and their tests say, and as reports of others have it.
 */
import { describe, expect, it } from 'vitest';
import type { GuestOutcome } from '../../../../../sim/run/result/fate.ts';
import {
  BUSY,
  type Case,
  firstOn,
  POST_COPY,
  runOn,
  SYSTEMS,
  type System,
} from '../../../../support/fault-runs.ts';

type Outcomes = Readonly<Record<System, GuestOutcome>>;

const NAMES = Object.keys(SYSTEMS) as System[];
const FOLLOWED = { policy: `name: qemu, release: 9.2, ${POST_COPY}`, workload: BUSY };

const outcomeOn = (system: System, one: Case | string) => firstOn(system, one).fate?.outcome;

function outcomes(one: Case | string | ((system: System) => Case | string)) {
  const cases = NAMES.map((system) => {
    return [system, outcomeOn(system, typeof one === 'function' ? one(system) : one)];
  });
  return Object.fromEntries(cases);
}

const all = (outcome: GuestOutcome): Outcomes => {
  return { xend: outcome, xl: outcome, xapi: outcome, qemu: outcome };
};
const STAYS = all('runs-at-source');
const MOVES = all('runs-at-destination');
const LOST = all('lost');
/** The source lets it run again, but for xapi, which shuts it down. */
const RESUMED: Outcomes = { ...all('resumed-at-source'), xapi: 'lost' };

describe('what becomes of the guest', () => {
  it('1: the link is lost in a live round', () => {
    expect(outcomes('{kind: link-down, during: pre-copy}')).toEqual(STAYS);
  });

  it('2: the link is lost while it stands', () => {
    expect(outcomes('{kind: link-down, during: stop-and-copy}')).toEqual(RESUMED);
  });

  it('3: the link is lost after the go-ahead', () => {
    const expected = { ...MOVES, xend: 'lost', xl: 'unknown' };
    const phase = (system: System) => (expected[system] === MOVES.qemu ? 'start' : 'hand-over');
    const found = outcomes((system) => `{kind: link-down, during: ${phase(system)}}`);
    expect(found).toEqual(expected);
    expect(firstOn('xl', '{kind: link-down, during: hand-over}').fate?.really).toBe('recoverable');
  });

  it('4: the destination has no memory for it', () => {
    expect(outcomes('{kind: no-memory}')).toEqual(STAYS);
  });

  it('5: the destination crashes in a live round', () => {
    expect(outcomes('{kind: host-crash, during: pre-copy}')).toEqual(STAYS);
  });

  it('6: the destination crashes after it has come', () => {
    const others = '\n  other: {host: a, memory: 16 MiB}';
    const faults = '{kind: host-crash, at: 10 s, host: b}';
    const found = outcomes((system) => {
      const moves = `\n  - {guest: other, to: b, at: 9.99 s, policy: {${SYSTEMS[system][1]}}}`;
      return { faults, others, moves };
    });
    expect(found).toEqual(LOST);
  });

  it('7: the source crashes in a live round', () => {
    expect(outcomes('{kind: host-crash, side: source, during: pre-copy}')).toEqual(LOST);
  });

  it('8: its devices do not start', () => {
    expect(outcomes('{kind: devices}')).toEqual({ ...RESUMED, xend: 'lost' });
  });

  it('9: it takes no notice when asked to suspend', () => {
    const faults = '{kind: ignores-suspend}';
    expect(outcomes(faults)).toEqual({ ...STAYS, qemu: 'runs-at-destination' });
    const waited = (system: System) => {
      const failure = firstOn(system, faults).fate?.failure;
      return Math.round((failure?.noticedSeconds ?? 0) - (failure?.faultSeconds ?? 0));
    };
    expect([waited('xl'), waited('xapi')]).toEqual([60, 30]);
    // xend waits for ever.
    expect(firstOn('xend', faults).fate?.freedSeconds).toBeNull();
  });

  it('10: it crashes', () => {
    expect(outcomes('{kind: guest-crash, during: pre-copy}')).toEqual(LOST);
  });

  it('11: it shuts down, or reboots', () => {
    expect(outcomes('{kind: guest-stop, during: pre-copy}')).toEqual(all('recoverable'));
    const reboot = '{kind: guest-reboot, during: pre-copy, boot: 20 s}';
    const again = { ...all('resumed-at-source'), qemu: 'runs-at-destination' };
    expect(outcomes(reboot)).toEqual(again);
    expect(firstOn('xl', reboot).downtimeSeconds).toBe(20);
  });

  it('12: an operator cancels in a live round', () => {
    expect(outcomes('{kind: cancel, during: pre-copy}')).toEqual(STAYS);
  });

  it('13: an operator cancels while it stands', () => {
    const faults = '{kind: cancel, during: stop-and-copy}';
    expect(outcomes(faults)).toEqual({ ...RESUMED, xapi: 'runs-at-destination' });
    expect(outcomeOn('qemu', '{kind: cancel, during: start}')).toBe('runs-at-destination');
  });

  it('14: it never converges', () => {
    const workload = '{kind: write, rate: 400000 pages/s, workingSet: 14 MiB}';
    const policy = 'name: qemu, maxTime: 2 s, onLimit: abandon, downtimeLimit: 1 ms';
    const found = outcomes((system) => ({
      faults: '',
      workload,
      ...(system === 'qemu' ? { policy } : {}),
    }));
    expect(found).toEqual({ ...MOVES, qemu: 'runs-at-source' });
  });

  it('15: nothing is heard of it for a while', () => {
    const faults = '{kind: hang, during: pre-copy, for: 300 s}';
    expect(outcomes(faults)).toEqual({ ...MOVES, xapi: 'runs-at-source' });
    expect(firstOn('xapi', faults).totalSeconds).toBeCloseTo(120.39, 2);
  });

  it('16: the network is lost after post-copy has begun', () => {
    const reset = firstOn('qemu', { ...FOLLOWED, faults: '{kind: reset, during: post-copy}' });
    expect(reset.fate).toMatchObject({ outcome: 'runs-at-destination', recoveries: 1 });
    expect(reset.totalSeconds).toBeGreaterThan(10);
    const down = '{kind: link-down, during: post-copy}';
    expect(outcomeOn('qemu', { ...FOLLOWED, faults: down })).toBe('recoverable');
    const long = '{kind: link-down, during: post-copy, for: 10 s, recover: 5 s}';
    const again = firstOn('qemu', { ...FOLLOWED, faults: long });
    expect(again.fate).toMatchObject({ outcome: 'runs-at-destination', recoveries: 1 });
    expect(again.totalSeconds).toBeGreaterThan(15);
  });

  it('17: either host crashes after post-copy has begun', () => {
    const crash = (side: string) => `{kind: host-crash, side: ${side}, during: post-copy}`;
    for (const side of ['source', 'destination']) {
      expect(outcomeOn('qemu', { ...FOLLOWED, faults: crash(side) })).toBe('lost');
    }
  });

  it('18: the connection cannot be encrypted', () => {
    const faults = '{kind: tls}';
    expect(outcomeOn('xl', { faults, more: ', channel: ssh' })).toBe('runs-at-source');
    expect(outcomeOn('xapi', { faults, more: ', channel: ktls' })).toBe('runs-at-destination');
    const policy = 'name: qemu, release: 9.2, tls: true';
    expect(outcomeOn('qemu', { faults, policy })).toBe('runs-at-source');
    expect(outcomeOn('qemu', { faults })).toBe('runs-at-destination');
  });

  it('19: the destination does not take it', () => {
    expect(outcomes('{kind: refuse}')).toEqual(STAYS);
  });

  it('20: its memory is ballooned meanwhile, which counts as written', () => {
    const balloon = '{kind: balloon, memory: 8 MiB, during: pre-copy, after: 20 ms}';
    expect(outcomes(balloon)).toEqual(MOVES);
    const sent = (faults: string) => firstOn('xl', faults).pagesSent;
    expect(sent(balloon) - sent('')).toBeGreaterThan(1000);
  });

  it('21: its disks are out of reach at the switch-over', () => {
    expect(outcomes('{kind: storage}')).toEqual({ ...RESUMED, xend: 'lost' });
  });

  it('22: the tool that moves it is killed, or hangs', () => {
    const kill = (phase: string) => `{kind: kill, during: ${phase}}`;
    expect(outcomes(kill('pre-copy'))).toEqual({ ...STAYS, qemu: 'lost' });
    const stands = { ...RESUMED, xl: 'recoverable', qemu: 'lost' };
    expect(outcomes(kill('stop-and-copy'))).toEqual(stands);
    expect(outcomeOn('xl', '{kind: hang, during: stop-and-copy}')).toBe('recoverable');
  });

  it('23: Dom0 is starved, or does not run for a while', () => {
    const starve = '{kind: starve, at: 0 s, left: 10 %}';
    expect(outcomes(starve)).toEqual(MOVES);
    const longer = firstOn('xl', starve).totalSeconds / firstOn('xl', '').totalSeconds;
    expect(longer).toBeGreaterThan(3);
    const stands = '{kind: starve, at: 0 s, left: 0 %, for: 5 s}';
    const later = firstOn('xl', stands).totalSeconds - firstOn('xl', '').totalSeconds;
    expect(later).toBeCloseTo(5, 1);
  });

  it('24: the stream is damaged', () => {
    expect(outcomes('{kind: corrupt, during: pre-copy}')).toEqual(STAYS);
    expect(outcomes('{kind: corrupt, during: stop-and-copy}')).toEqual(RESUMED);
  });

  it('25: both hosts are emptied to each other', () => {
    const others = '\n  other: {host: b, memory: 16 MiB}';
    for (const system of NAMES) {
      const moves = `\n  - {guest: other, to: a, policy: {${SYSTEMS[system][1]}}}`;
      const { migrations } = runOn(system, { faults: '', others, moves });
      const ends = migrations.map(({ fate }) => fate?.outcome);
      expect(ends).toEqual(['runs-at-destination', 'runs-at-destination']);
    }
  });
});
