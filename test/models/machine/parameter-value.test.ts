/** Values of machine parameters: what is refused, and that no profile has such a one. */
import { describe, expect, it, test } from 'vitest';
import { readParameterValue } from '../../../models/machine/parameter-value.ts';
import { PROFILES } from '../../../models/machine/registry.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { formatForUnit } from '../../../sim/text/quantity.ts';
import { mistakesOf } from '../../support/mistakes.ts';

function loadWith(parameter: string): void {
  const text = `
title: one
parameters: {${parameter}}
hosts: {a: {}, b: {}}
guests: {vm: {host: a, memory: 64 MiB}}
migrations: [{guest: vm, to: b}]
`;
  loadScenario(text, 'x.yaml', { profiles: PROFILES });
}

describe('a parameter in a scenario', () => {
  test.each([
    ['dom0Vcpus: 0', '`dom0Vcpus`: `0` is below the minimum (at least `1`, at most `128`)'],
    ['hostCpus: 1.5', '`hostCpus`: `1.5` is not a whole number (the nearest is `2`)'],
    ['sendBuffer: 100 B', '`sendBuffer`: `100 B` is below the minimum (at least `1 KiB`)'],
    [
      'linkEfficiency: 120 %',
      '`linkEfficiency`: `120 %` is above the maximum (at least `1 %`, at most `100 %`)',
    ],
    ['linkRate: 0 bit/s', '`linkRate`: `0 bit/s` is below the minimum'],
    ['teardownPoll: 0 ns', '`teardownPoll`: `0 ns` is below the minimum (at least `1 us`)'],
  ])('%s is refused', (parameter, message) => {
    const [mistake, ...others] = mistakesOf(() => loadWith(parameter));
    expect(mistake).toContain(message);
    expect(others).toEqual([]);
  });

  test.each(['sourceCpuPerClean: 0 ns', 'backendsApart: 1'])('%s is taken', (parameter) => {
    expect(() => loadWith(parameter)).not.toThrow();
  });
});

describe.each(Object.values(PROFILES))('the profile $name', ({ parameters }) => {
  it('has values that a scenario may have', () => {
    for (const [name, { value, unit }] of Object.entries(parameters)) {
      const reading = readParameterValue(formatForUnit(value, unit), { name, unit });
      expect(reading, name).toMatchObject({ ok: true });
    }
  });
});
