/** When QEMU's pre-copy becomes post-copy. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { type QemuOptions, qemu } from '../../../../models/policy/qemu.ts';
import type { CleanedRound } from '../../../../sim/engine/mechanism/policy.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import { factsOf } from '../../../support/facts.ts';
import { RATE, OPTIONS as USUAL } from '../../../support/qemu-options.ts';

/** 300 of the pages of a second fit into its downtime limit. */
const OPTIONS = { ...USUAL, release: '7.2' } as const;
const NEVER = { atThreshold: false, preempt: false };

const due = (pages: number): CleanedRound => ({ dirtied: 0, due: pages, seconds: 1, bytes: 0 });
const MANY = { measuredBitsPerSecond: RATE, dirty: 300 };
const FEW = { measuredBitsPerSecond: RATE, dirty: 299 };

describe('post-copy', () => {
  const stops = (postCopy: object, facts: object, release: QemuOptions['release'] = '7.2') =>
    qemu({ ...OPTIONS, release, postCopy: { ...NEVER, ...postCopy } }).stop(factsOf(facts));

  it('is asked for at a time, and ends the pass for it', () => {
    const early = { ...MANY, elapsedSeconds: 3 };
    const late = { ...MANY, elapsedSeconds: 3.1 };
    expect(stops({ afterSeconds: 3 }, early)).toBeUndefined();
    expect(stops({ afterSeconds: 3 }, late)).toBe('post-copy');
    const policy = qemu({ ...OPTIONS, postCopy: { ...NEVER, afterSeconds: 3 } });
    expect(policy.leaves?.(factsOf(early))).toBe(300);
    expect(policy.leaves?.(factsOf(late))).toBe(Infinity);
  });

  it('is asked for after passes, or when they do not help', () => {
    const passes = (...pages: number[]) => ({ ...MANY, before: pages.map(due) });
    expect(stops({ afterPasses: 1 }, passes())).toBeUndefined();
    expect(stops({ afterPasses: 1 }, passes(900))).toBe('post-copy');
    const stalled = { afterStalledPasses: 2 };
    expect(stops(stalled, passes())).toBeUndefined();
    expect(stops(stalled, passes(900, 800, 700))).toBeUndefined();
    expect(stops(stalled, passes(900, 800, 800))).toBeUndefined();
    expect(stops(stalled, passes(900, 800, 800, 850))).toBe('post-copy');
    expect(stops(stalled, passes(900, 800, 850, 799, 820))).toBeUndefined();
  });

  it('leaves what fits to the stop-and-copy, but from 10.2 on when it is asked for', () => {
    const late = { ...FEW, elapsedSeconds: 4 };
    expect(stops({ afterSeconds: 3 }, late)).toBe('downtime-target');
    expect(stops({ afterSeconds: 3 }, late, '10.2')).toBe('post-copy');
    expect(stops({ atThreshold: true }, FEW)).toBe('post-copy');
    expect(stops({ atThreshold: true }, { ...FEW, dirty: 0 })).toBe('downtime-target');
    expect(stops({}, FEW)).toBe('downtime-target');
  });

  it('sends what fits into the downtime limit without a limit in the end, before 10.2', () => {
    const rest = (release: QemuOptions['release']) =>
      qemu({ ...OPTIONS, release, postCopy: NEVER }).postCopy?.rest(RATE);
    expect([rest('7.2'), rest('9.2'), rest('10.2')]).toEqual([300, 300, 0]);
  });

  it('needs to be told when', () => {
    const tree = {
      title: 'when',
      hosts: { a: {}, b: {} },
      guests: { vm: { host: 'a', memory: '32 MiB' } },
      migrations: [{ guest: 'vm', to: 'b', policy: { name: 'qemu', postCopy: { preempt: true } } }],
    };
    expect(() => loadScenario(JSON.stringify(tree), 'when.yaml', { profiles: PROFILES })).toThrow(
      /say when: `after`, `afterPasses`, `afterStalledPasses` or `atThreshold: true`/u,
    );
  });
});
