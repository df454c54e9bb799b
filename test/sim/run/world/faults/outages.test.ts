/** What gets through a link that fails again and again. */
import { describe, expect, it } from 'vitest';
import { scenarioOf } from '../../../../../sim/study/fuzz/draw/tree.ts';
import { runFirst } from '../../../../support/run-first.ts';

const flapping = (down: string, up: string) =>
  runFirst(
    scenarioOf({
      title: 'A link that flaps',
      machine: 'opteron-xen-3.2.1',
      scheduler: 'fluid',
      hosts: { a: {}, b: {} },
      guests: { vm: { host: 'a', memory: '4 MiB' } },
      migrations: [{ guest: 'vm', to: 'b' }],
      faults: [{ kind: 'link-flap', down, up, at: '0 s' }],
    }),
  );

describe('a link that flaps for ever', () => {
  it('lets a migration through where TCP repeats while it is up, however often it fails', () => {
    // The connection is asked for at 0 s, 1 s, 3 s: the link is up at 1 s, from 0.95 s on.
    const { fate, totalSeconds } = flapping('50 ms', '400 ms');
    expect(fate?.outcome).toBe('runs-at-destination');
    expect(totalSeconds).toBeGreaterThan(1);
    expect(totalSeconds).toBeLessThan(60);
  });
});

describe('a link that is down for good', () => {
  it('does not hold a migration by a file, which goes over no link', () => {
    const scenario = scenarioOf({
      title: 'Found by fuzzing: seed p1, scenario 544',
      machine: 'opteron-xen-3.2.1',
      scheduler: 'fluid',
      hosts: { a: {}, b: {} },
      guests: { vm: { host: 'a', memory: '4 MiB' } },
      migrations: [{ guest: 'vm', to: 'b', mechanism: 'suspend-copy-resume' }],
      faults: [{ kind: 'link-down', at: '0 s' }],
    });
    const { fate, totalSeconds } = runFirst(scenario);
    expect(fate?.outcome).toBe('runs-at-destination');
    expect(totalSeconds).toBeLessThan(10);
  });
});

it('the part of a save file that was written before a cancel was written in vain', () => {
  const moved = (at: string) =>
    runFirst(
      scenarioOf({
        title: 'Cancelled',
        machine: 'opteron-xen-3.2.1',
        scheduler: 'fluid',
        hosts: { a: {}, b: {} },
        guests: { vm: { host: 'a', memory: '16 MiB' } },
        migrations: [{ guest: 'vm', to: 'b', mechanism: 'suspend-copy-resume' }],
        faults: [{ kind: 'cancel', at }],
      }),
    );
  const { fate, bytesSent, rounds } = moved('0.4 s');
  expect([fate?.outcome, fate?.failure?.part]).toEqual(['resumed-at-source', 'save']);
  // The round under way is none of the rounds; its bytes count.
  expect(rounds).toEqual([]);
  expect(fate?.bytesInVain).toBe(bytesSent);
  expect(bytesSent).toBeGreaterThan(2 ** 20);
  expect(bytesSent).toBeLessThan(16 * 2 ** 20);
  const whole = moved('1 h');
  expect([whole.fate?.bytesInVain, whole.bytesSent > 16 * 2 ** 20]).toEqual([0, true]);
});
