/** What a migration by XenServer or XCP-ng is known by, in the scenarios that show it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import type { MigrationResult } from '../../../sim/run/result/result.ts';
import { loadScenario, type SetOption } from '../../../sim/scenario/load.ts';
import { runFirst } from '../../support/run-first.ts';

function shown(name: string, set: readonly SetOption[] = []): MigrationResult {
  const path = `scenarios/policies/${name}.yaml`;
  const text = readFileSync(path, 'utf8');
  const { scenario } = loadScenario(text, path, { profiles: PROFILES, set, withoutSweep: true });
  return runFirst(scenario, { verify: true });
}

const live = ({ rounds }: MigrationResult) => rounds.filter((round) => round.live);
const secondsOf = ({ parts }: MigrationResult, names: readonly string[]) =>
  parts.reduce((sum, { name, seconds }) => sum + (names.includes(name) ? seconds : 0), 0);

describe('XenServer since 2025', () => {
  it('sends five live rounds, the fifth partly while the guest stands', () => {
    const result = shown('xenserver-2025');
    const rounds = live(result);
    expect(rounds).toHaveLength(5);
    expect(rounds.slice(0, 4).map(({ sentStopped }) => sentStopped)).toEqual([0, 0, 0, 0]);
    const { sent, sentStopped = 0 } = rounds[4] as (typeof rounds)[number];
    expect(sentStopped).toBeGreaterThan(0.2 * sent);
    expect(sentStopped).toBeLessThan(sent);
    // The rest of the round is part of the downtime, by that name.
    const rest = result.parts.find(({ name }) => name === 'rest-of-round');
    expect(rest?.inDowntime).toBe(true);
    expect(rest?.seconds).toBeGreaterThan(0.1);
  });
});

describe('XCP-ng 8.3', () => {
  it('sends two live rounds where the second lasts more than 0.5 s', () => {
    const result = shown('xcp-ng');
    const rounds = live(result);
    expect(result.stopReason).toBe('unknown-pages');
    expect(rounds).toHaveLength(2);
    expect(rounds[1]?.seconds).toBeGreaterThan(0.5);
    expect(rounds[1]?.sentStopped).toBeGreaterThan(0);
  });
});

describe('XenServer until 2025', () => {
  // The vendor's own: 1020 to 1284 ms from the end of the live stage to that of the stream, and
  // 431 to 470 ms since xenguest is told at once.
  const ENDS = ['suspend-request', 'suspend-handshake', 'rest-of-round', 'final-clean'];
  const STREAM = [...ENDS, 'stop-and-copy', 'device-state'];

  it('sends hundreds of tiny rounds until an idle guest stands', () => {
    const rounds = live(shown('xenserver-2020'));
    expect(rounds.length).toBeGreaterThan(300);
    expect(rounds.slice(2, 300).every(({ sent }) => sent < 50)).toBe(true);
    // Nothing is dirty when the guest stands: that ends them, as public logs show.
    expect(rounds.at(-1)?.dirtied).toBe(0);
  });

  it('takes two to three times as long to end as when xenguest is told at once', () => {
    const suspend = { path: 'parameters.guestSuspendCpu', value: '300 ms' };
    const release = { path: 'vm.policy.release', value: '2025-11' };
    const until = secondsOf(shown('xenserver-2020', [suspend]), STREAM);
    const since = secondsOf(shown('xenserver-2020', [suspend, release]), STREAM);
    expect(since).toBeGreaterThan(0.3);
    expect(until - since).toBeGreaterThan(0.3);
    expect(until / since).toBeGreaterThan(2);
    expect(until / since).toBeLessThan(3.2);
  });
});
