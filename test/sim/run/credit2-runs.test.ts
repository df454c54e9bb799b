/** Whole migrations under credit2, and how a scenario names its schedulers. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { schedulerOf } from '../../../sim/run/world/machine-of.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { schedulerSamples } from '../../../sim/scenario/scheduler-schema.ts';
import { messageOf } from '../../support/mistakes.ts';
import { runFirst } from '../../support/run-first.ts';

const scenarioOf = (more: object) =>
  loadScenario(
    JSON.stringify({
      title: 'credit2',
      hosts: { a: { dom0: { cap: '40 %' } }, b: { scheduler: 'credit' } },
      guests: { vm: { host: 'a', memory: '16 MiB' } },
      migrations: [{ guest: 'vm', to: 'b' }],
      ...more,
    }),
    'test',
    { profiles: PROFILES },
  ).scenario;

describe('a scenario', () => {
  it.each([
    [{}, 'sampled'],
    [{ debit: 'exact' }, 'exact'],
    [{ machine: 'xl-4.20' }, 'credit2'],
    [{ machine: 'xl-4.20', scheduler: 'fluid' }, 'credit2-fluid'],
    [{ scheduler: 'credit2' }, 'credit2'],
    [{ scheduler: { algorithm: 'credit2', form: 'fluid' } }, 'credit2-fluid'],
    [{ scheduler: { form: 'fluid' } }, 'fluid'],
  ])('with %j gives its hosts the scheduler %s, but for one that says otherwise', (more, kind) => {
    const scenario = scenarioOf(more);
    expect(schedulerOf(scenario, 'a')).toBe(kind);
    expect(schedulerOf(scenario, 'b')).toMatch(/^(sampled|exact|fluid)$/);
  });

  it('takes each sample of the lab', () => {
    for (const scheduler of Object.values(schedulerSamples())) {
      expect(() => scenarioOf({ scheduler })).not.toThrow();
    }
  });

  it('says what a scheduler may be', () => {
    expect(messageOf(() => scenarioOf({ scheduler: 'credit3' }))).toMatch(/credit2/);
  });
});

describe('a migration off a capped host', () => {
  const caps = { a: { dom0: { cap: '20 %' } }, b: { dom0: { cap: '50 %' } } };
  const seconds = (more: object): number =>
    runFirst(scenarioOf({ hosts: caps, scheduler: 'credit2', ...more })).totalSeconds;

  it('takes as long in turns as with shares, but for whole periods', () => {
    const inTurns = seconds({});
    const fluid = seconds({ scheduler: { algorithm: 'credit2', form: 'fluid' } });
    expect(inTurns / fluid).toBeGreaterThan(0.9);
    expect(inTurns / fluid).toBeLessThan(1.1);
  });

  it('takes what is expected', () => {
    expect(seconds({ fidelity: 'expected' }) / seconds({})).toBeCloseTo(1, 1);
  });
});

describe('a guest of the least weight', () => {
  it('runs on after it has used more credit in a slice than is ever given at a time', () => {
    const guests = { vm: { host: 'a', memory: '4 MiB', weight: 1, cap: '35 %' } };
    const hosts = { a: {}, b: {} };
    const policy = { name: 'xen-4', maxRounds: 2 };
    const migrations = [{ guest: 'vm', to: 'b', policy }];
    const machine = 'xen-4.17-emulated-pair';
    const scheduler = 'credit2';
    const scenario = scenarioOf({ machine, scheduler, hosts, guests, migrations });
    expect(runFirst(scenario).rounds).toHaveLength(3);
  });
});
