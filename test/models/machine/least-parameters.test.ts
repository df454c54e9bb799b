/** Every number of a machine may be as little as it is allowed to be: runs end all the same. */
import { describe, expect, test } from 'vitest';
import { readParameterValue } from '../../../models/machine/parameter-value.ts';
import { PROFILES } from '../../../models/machine/registry.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { formatForUnit } from '../../../sim/text/quantity.ts';

const PROFILE = PROFILES['opteron-xen-3.2.1'];
if (PROFILE === undefined) throw new Error('there is no such profile');

/** The least value that is taken: what the refusal of 0 says, or 0. */
const LEAST = Object.entries(PROFILE.parameters).map(([name, { unit }]): [string, string] => {
  const zero = formatForUnit(0, unit);
  const reading = readParameterValue(zero, { name, unit });
  if (reading.ok) return [name, zero];
  return [name, /^at least `(?<least>[^`]+)`/u.exec(reading.hint)?.groups?.least ?? reading.hint];
});

/** Rates at which nothing ends in a time that one waits for. */
const SLOW = new Map([['linkRate', '10 Mbit/s']]);

const BUSY = `
  sender: {host: a, memory: 8 MiB, workload: {kind: network, rate: 100 Mbit/s, role: sender}}
  storer: {host: a, memory: 8 MiB, workload: {kind: disk, operation: write}}
migrations: [{guest: sender, to: b}, {guest: storer, to: b}]
`;
const WRITER = `
  vm: {host: a, memory: 8 MiB, workload: {kind: write, rate: 900 pages/s, workingSet: 4 MiB}}
migrations: [{guest: vm, to: b}]
`;

/** How it is simulated, and what moves. Expected stages in turns are the runs in turns again. */
const RUNS = [
  ['scheduler: fluid', BUSY],
  ['scheduler: on-off', BUSY],
  ['scheduler: fluid\nfidelity: expected', WRITER],
] as const;

describe('a machine parameter at its least', () => {
  test.each(LEAST)('%s: %s', (parameter, value) => {
    const taken = SLOW.get(parameter) ?? value;
    for (const [how, guests] of RUNS) {
      const text = `
title: least
${how}
parameters: {${parameter}: ${taken}}
hosts: {a: {memory: 1 GiB, dom0: {cap: 50 %}}, b: {memory: 1 GiB, dom0: {cap: 50 %}}}
guests:${guests}`;
      const { scenario } = loadScenario(text, 'least.yaml', { profiles: PROFILES });
      for (const { totalSeconds } of run(scenario).migrations) {
        expect(totalSeconds).toBeGreaterThan(0);
        expect(totalSeconds).toBeLessThan(3600);
      }
    }
  });
});
