/** Policies that users write: what a good one becomes, and what is said of a bad one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkedPolicy } from '../../../../models/policy/checked-policy.ts';
import { importPolicies } from '../../../../sim/app/files/policy-module.ts';
import { WIRE_QEMU as qemu } from '../../../../sim/engine/mechanism/wire-format-qemu.ts';
import { WIRE_V1 as v1 } from '../../../../sim/engine/mechanism/wire-format-v1.ts';
import type { Scenario } from '../../../../sim/scenario/scenario.ts';
import { carryOut, newMove } from '../../../../sim/study/fuzz/oracle/moves.ts';
import { Problem } from '../../../../sim/text/problem.ts';
import { dirtiedAt, factsOf } from '../../../support/facts.ts';

const made = (raw: unknown) => checkedPolicy('dir/mine.mjs', () => raw);
const stop = () => undefined;

describe("a user's policy", () => {
  it('needs no more than a stop rule', () => {
    const policy = made({
      stop: ({ round }: { round: number }) => (round > 1 ? 'max-rounds' : undefined),
    });
    expect([policy.name, policy.skips, policy.looks, policy.abandons]).toEqual([
      'mine',
      false,
      true,
      false,
    ]);
    expect(policy.wire).toBe(v1);
    expect([policy.stop(factsOf({ round: 1 })), policy.stop(factsOf({ round: 2 }))]).toEqual([
      undefined,
      'max-rounds',
    ]);
    expect([policy.pace([], false), policy.leaves, policy.throttle]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is asked what it decides, with copies of what it could change', () => {
    const before = [dirtiedAt(50)];
    const policy = made({
      name: 'own',
      stream: 'qemu',
      skips: true,
      stop,
      pace: (rounds: unknown[], last: boolean) => (last ? 2e6 : 1e6 + (rounds.pop() ? 1 : 0)),
      leaves: () => 17,
      throttle: (rounds: unknown[]) => rounds.length / 10,
    });
    expect([policy.name, policy.wire, policy.skips]).toEqual(['own', qemu, true]);
    expect([policy.pace(before, false), policy.pace([], true)]).toEqual([1_000_001, 2e6]);
    expect([policy.leaves?.(factsOf()), policy.throttle?.(before)]).toEqual([17, 0.1]);
  });

  it('may give up: the guest stays, with the stages of either system', () => {
    for (const stream of ['xen-3.2', 'xen-4', 'qemu']) {
      const policy = made({ stream, abandons: true, stop: () => 'not-converging' });
      const activity = () => ({ cpuDemand: 0, advance: () => undefined });
      const move = newMove({ pages: 3000, slackPages: 16, scan: 'plain', policy, activity });
      const outcome = carryOut(move, { kind: 'pipeline' });
      expect([outcome.abandoned, outcome.rounds.length]).toEqual([true, 1]);
      expect([move.guest.host, move.guest.suspended]).toEqual([move.source, false]);
      expect(outcome.parts.some(({ inDowntime }) => inDowntime)).toBe(false);
    }
  });

  it.each([
    [undefined, 'policy() gives undefined'],
    ['x', 'policy() gives "x"'],
    [{}, '`stop` is undefined (a function)'],
    [{ stop: 3 }, '`stop` is 3 (a function)'],
    [{ stop, pace: 5 }, '`pace` is 5 (a function)'],
    [{ stop, skips: 'yes' }, '`skips` is "yes" (true or false)'],
    [{ stop, stream: 'toString' }, '`stream` is "toString" (one of `xen-3.2`, `xen-4`, `qemu`)'],
    [{ stop, throtle: stop }, 'unknown key `throtle`'],
  ])('%j is refused', (raw, message) => {
    expect(() => made(raw)).toThrow(message as string);
    expect(() => made(raw)).toThrow(/^dir\/mine\.mjs: /u);
  });

  it.each([
    ['stop() gives true', { stop: () => true }],
    ['stop() gives "enough"', { stop: () => 'enough' }],
    ['stop() fails: Error: oh', { stop: () => thrown('oh') }],
    ['pace() gives 10', { stop, pace: () => 10 }],
    ['pace() gives an object', { stop, pace: () => ({}) }],
    ['pace() gives NaN', { stop, pace: () => Number.NaN }],
    ['leaves() gives -1', { stop, leaves: () => -1 }],
    ['leaves() gives undefined', { stop, leaves: stop }],
    ['throttle() gives 1 (a share from 0 to 0.99)', { stop, throttle: () => 1 }],
  ])('is reported: %s', (message, raw) => {
    const policy = made(raw);
    const ask = () => {
      policy.stop(factsOf());
      policy.pace([], false);
      policy.leaves?.(factsOf());
      policy.throttle?.([]);
    };
    expect(ask).toThrow(message);
  });

  it('is reported when it never stops', () => {
    const policy = made({ stop });
    expect(policy.stop(factsOf({ round: 9999 }))).toBeUndefined();
    expect(() => policy.stop(factsOf({ round: 10_000 }))).toThrow('has not stopped after 10000');
  });
});

const folder = mkdtempSync(join(tmpdir(), 'precopy-module-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const importOf = (name: string, text: string | undefined, options = {}) => {
  if (text !== undefined) writeFileSync(join(folder, name), text);
  const policy = { name: 'module', file: name, options, scan: 'plain' } as const;
  const spec = { policy } as unknown as Scenario['migrations'][number];
  return importPolicies({ migrations: [spec] }, folder);
};

const PICKY = `export function policy({ most }) {
  if (typeof most !== 'number') throw new TypeError('most is no number');
  return { stop: ({ round }) => (round >= most ? 'max-rounds' : undefined) };
}
`;

describe('a module', () => {
  it('is found in the folder, and makes a policy for each set of options', async () => {
    const factory = (await importOf('good.mjs', PICKY, { most: 3 })).get('good.mjs');
    const rounds = [1, 2].map((most) => factory?.({ most }).stop(factsOf({ round: 1 })));
    expect(rounds).toEqual(['max-rounds', undefined]);
    expect(factory?.({ most: 9 }).name).toBe('good');
  });

  it.each([
    ['none.mjs', undefined, 'none.mjs: there is no such file'],
    ['empty.mjs', '', 'empty.mjs: exports no function `policy`'],
    ['value.mjs', 'export const policy = 3;', 'value.mjs: exports no function `policy`'],
    ['broken.mjs', 'export function {', 'broken.mjs: cannot be loaded: '],
    ['throws.mjs', 'throw new Error("at once");', 'throws.mjs: cannot be loaded: at once'],
    ['picky.mjs', PICKY, 'policy() fails: TypeError: most is no number'],
  ])('%s is refused', async (name, text, message) => {
    await expect(importOf(name, text)).rejects.toThrow(message);
    await expect(importOf(name, text)).rejects.toBeInstanceOf(Problem);
  });

  it('says where in it a function fails', async () => {
    await expect(importOf('place.mjs', PICKY)).rejects.toThrow(/^place\.mjs:2:\d+: /u);
  });
});

function thrown(text: string): never {
  throw new Error(text);
}
