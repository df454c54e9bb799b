/** Migrations as xapi carries them out: its time line, what bytes go through, several at once. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import type { MigrationResult, RunResult } from '../../../sim/run/result/result.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';

const PAGES = 16_384;

interface Case {
  readonly machine?: string;
  readonly guest?: string;
  readonly migration?: string;
  readonly parameters?: string;
  readonly guests?: number;
}

function all(options: Case): RunResult {
  const { machine = 'xcp-ng-8.3', guest = '', migration = '', guests = 1 } = options;
  const { parameters = 'dom0Background: 0 %' } = options;
  const text = `
title: xapi
machine: ${machine}
parameters: {${parameters}}
hosts: {a: {cpus: 4}, b: {cpus: 4}}
guests: {vm: {count: ${guests}, host: a, type: pv, memory: 64 MiB${guest}}}
migrations: [{guest: vm, to: b, policy: {name: xenserver}${migration}}]
`;
  const { scenario } = loadScenario(text, 'xapi.yaml', { profiles: PROFILES });
  return run(scenario, { verify: true });
}

const one = (options: Case = {}) => all(options).migrations[0] as MigrationResult;
const seconds = (result: MigrationResult, part: string) =>
  result.parts.find(({ name }) => name === part)?.seconds;

describe('a migration by xapi', () => {
  it('is down from the suspend to the unpause, and destroys the old guest after that', () => {
    const { parts, downtimeSeconds, totalSeconds } = one();
    const down = parts.filter(({ inDowntime }) => inDowntime);
    expect(down.map(({ name }) => name)).toEqual([
      'suspend-handshake',
      'rest-of-round',
      'final-clean',
      'stop-and-copy',
      'device-state',
      'destination-finish',
      'source-disks',
      'synchronise',
      'activate',
    ]);
    expect(parts.at(-1)).toMatchObject({ name: 'destroy', seconds: 0.3, inDowntime: false });
    const sum = (list: typeof parts) => list.reduce((total, part) => total + part.seconds, 0);
    expect(sum(down)).toBeCloseTo(downtimeSeconds, 9);
    expect(sum(parts)).toBeCloseTo(totalSeconds, 9);
  });

  it('balloons a guest down first, and moves what is left', () => {
    const result = one({ guest: ', dynamicMin: 48 MiB' });
    expect(seconds(result, 'balloon')).toBeCloseTo((PAGES / 4) * 1e-6, 9);
    expect(result.rounds[0]?.sent).toBe((PAGES * 3) / 4);
    expect(result.p2mPages).toBe(PAGES);
    expect(() => all({ machine: 'xl-4.20', guest: ', dynamicMin: 48 MiB' })).toThrow(
      /only xapi balloons a guest down/,
    );
    expect(() => all({ guest: ', dynamicMin: 80 MiB' })).toThrow('it is above `memory`');
  });
});

describe('a channel', () => {
  /** What a page costs at the source, us; the destination is faster. */
  const SOURCE =
    'sourceCpuPerPreparedPage: 0 us, sourceCpuPerPage: 10 us, sourceCpuPerBatch: 0 us, ' +
    'destinationCreateCpu: 0 s, destinationCreateWait: 0 s';
  const through = (channel: string) =>
    one({
      migration: `, channel: ${channel}`,
      parameters: `dom0Background: 0 %, ${SOURCE}, stunnelCpuPerPage: 15 us, ktlsCpuPerPage: 4 us`,
    });

  it('beside the sender takes CPU of its own, and the slower of both decides', () => {
    const [plain, stunnel, ktls] = ['plain', 'stunnel', 'ktls'].map(through);
    const first = (result?: MigrationResult) => (result?.rounds[0]?.seconds ?? 0) / PAGES;
    expect(first(plain) * 1e6).toBeCloseTo(10, 0);
    expect(first(stunnel) * 1e6).toBeCloseTo(15, 0);
    // The kernel encrypts in the context of the sender, and stunnel reads at the other end.
    const cpu = (result?: MigrationResult) => {
      const { sourceMigrationCpuSeconds: source = 0, pagesSent = 1 } = result ?? {};
      return (source / pagesSent) * 1e6;
    };
    expect(cpu(stunnel) - cpu(plain)).toBeCloseTo(15, 0);
    expect(cpu(ktls) - cpu(plain)).toBeCloseTo(4, 0);
    const there = [plain, ktls].map((each) => each?.destinationMigrationCpuSeconds ?? 0);
    expect((there[1] as number) - (there[0] as number)).toBeGreaterThan(0.9 * PAGES * 15e-6);
  });

  it("is the profile's where the file says none, and not of QEMU", () => {
    expect(one()).toEqual(one({ migration: ', channel: stunnel' }));
    const qemu = () =>
      all({ migration: '}, {guest: vm, to: b, policy: {name: qemu}, channel: ssh' });
    expect(qemu).toThrow("`channel` is of Xen's pre-copy");
  });
});

describe('CLEANs of migrations off one host', () => {
  it('wait for each other before Xen 4.22', () => {
    const at = (lock: number) => {
      const numbers = `domctlLock: ${lock}, sourceCpuPerClean: 200 ms`;
      const { migrations } = all({ guests: 2, parameters: `dom0Background: 0 %, ${numbers}` });
      return Math.max(...migrations.map(({ totalSeconds }) => totalSeconds));
    };
    // Meanwhile the guest writes on, and may need more rounds.
    expect(at(1) - at(0)).toBeGreaterThan(0.19);
  });
});
