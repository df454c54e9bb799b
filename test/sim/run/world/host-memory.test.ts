/** Memory of hosts over time: never more than there is, and every migration gets an answer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import type { Body } from '../../../../sim/engine/kernel/process.ts';
import { Simulation } from '../../../../sim/engine/kernel/simulation.ts';
import { run } from '../../../../sim/run/run.ts';
import { HostMemory } from '../../../../sim/run/world/host-memory.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import type { Scenario } from '../../../../sim/scenario/scenario.ts';
import { load, mistakesOf } from '../../scenario/support.ts';

const HOSTS = ['a', 'b', 'c'];
const move = fc.record({
  from: fc.constantFrom(...HOSTS),
  to: fc.constantFrom(...HOSTS),
  bytes: fc.integer({ min: 1, max: 4 }),
  atNs: fc.integer({ min: 0, max: 20 }),
  takesNs: fc.integer({ min: 1, max: 20 }),
  moves: fc.boolean(),
});

/** The parts of a scenario that memory depends on. */
function scenarioOf(moves: readonly { from: string; to: string; bytes: number }[], room: number) {
  const held = (host: string): number =>
    moves.reduce((sum, { from, bytes }) => sum + (from === host ? bytes : 0), 0);
  const hosts = HOSTS.map((name) => [name, { dom0: {}, memoryBytes: held(name) + room }]);
  const guests = moves.map(({ from, bytes }, k) => [`g${k}`, { host: from, memoryBytes: bytes }]);
  const migrations = moves.map(({ to }, k) => ({ guest: `g${k}`, to }));
  const parts = {
    hosts: Object.fromEntries(hosts),
    guests: Object.fromEntries(guests),
    migrations,
  };
  return parts as unknown as Scenario;
}

it('is never more than there is; what waits goes on or is given up', () => {
  fc.assert(
    fc.property(fc.array(move, { minLength: 1, maxLength: 12 }), fc.nat(3), (moves, room) => {
      const scenario = scenarioOf(moves, room);
      const memory = new HostMemory(scenario, 0);
      const simulation = new Simulation('1');
      const used = new Map(HOSTS.map((name) => [name, -room]));
      const use = (host: string, bytes: number): void => {
        used.set(host, (used.get(host) ?? 0) + bytes);
        const held = scenario.hosts[host]?.memoryBytes ?? 0;
        const first = moves.reduce((sum, { from, bytes: b }) => sum + (from === host ? b : 0), 0);
        expect(first + (used.get(host) ?? 0)).toBeLessThanOrEqual(held - room);
      };
      let answers = 0;
      function* one(
        { from, to, bytes, takesNs, moves: isMoved }: (typeof moves)[number],
        k: number,
      ): Body {
        const hasRoom = k % 3 === 0 ? memory.tryTake(`g${k}`) : yield* memory.take(`g${k}`);
        answers += 1;
        if (!hasRoom) return memory.end(`g${k}`);
        if (from !== to) use(to, bytes);
        yield takesNs;
        if (from !== to) use(isMoved ? from : to, -bytes);
        memory.leave(`g${k}`, isMoved);
        memory.end(`g${k}`);
      }
      for (const [k, each] of moves.entries()) {
        simulation.at(each.atNs, () => void simulation.start(one(each, k)));
      }
      simulation.run();
      expect(answers).toBe(moves.length);
    }),
  );
});

const SWAP = (more: string) => `title: Swap
hosts: {a: {memory: 48 MiB, dom0: {memory: 8 MiB}}, b: {memory: 40 MiB}}
guests:
  one: {host: a, memory: 16 MiB}
  two: {host: b, memory: 16 MiB}
  three: {host: b, memory: ${more}}
migrations: [{guest: one, to: b}, {guest: two, to: a}]
`;

function ends(text: string, machine: string) {
  const { migrations } = run(
    loadScenario(`machine: ${machine}\n${text}`, 'x.yaml', { profiles: PROFILES }).scenario,
  );
  return migrations.map(({ stopReason, abandoned = false, waitedSeconds }) => {
    return { stopReason, abandoned, waits: waitedSeconds > 0 };
  });
}

describe('what does not fit yet', () => {
  const moved = { stopReason: 'few-pages', abandoned: false };
  const failed = { stopReason: 'no-memory', abandoned: true, waits: false };

  it('fails with xl, at the destination, and the guest runs on', () => {
    expect(ends(SWAP('16 MiB'), 'xl-4.20')).toEqual([failed, { ...moved, waits: false }]);
  });

  it('waits with xapi until another has left', () => {
    const all = ends(SWAP('16 MiB'), 'xcp-ng-8.3');
    expect(all.map(({ abandoned, waits }) => [abandoned, waits])).toEqual([
      [false, true],
      [false, false],
    ]);
  });

  it('and fails there where nothing will ever make room', () => {
    const text = SWAP('16 MiB').replace('memory: 48 MiB', 'memory: 36 MiB');
    expect(ends(text, 'xcp-ng-8.3')).toEqual([failed, failed]);
  });
});

describe('what cannot ever fit is a mistake', () => {
  it('of all that arrive together, said once', () => {
    const text = `title: Four
hosts: {old: {memory: 8 GiB}, new: {memory: 2 GiB}}
guests: {vm: {count: 4, host: old, memory: 1 GiB}}
migrations: [{guest: vm, to: new}]
`;
    expect(mistakesOf(() => load(text))).toEqual([
      'x.yaml:4:30: the guests of `new` need 4 GiB, it has 2 GiB ' +
        '(less memory for a guest, or `memory` for the host)',
    ]);
  });

  it("of Dom0's own share too", () => {
    expect(mistakesOf(() => load(SWAP('30 MiB')))[0]).toContain('x.yaml:6:28: the guests of `b`');
    const text = SWAP('16 MiB').replace('memory: 8 MiB', 'memory: 33 MiB');
    expect(mistakesOf(() => load(text)).join()).toContain(
      'the guests of `a` need 16 MiB, it has 15 MiB beside the 33 MiB of Dom0',
    );
  });
});
