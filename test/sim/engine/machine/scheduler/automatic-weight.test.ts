/** Dom0's weight as XCP-ng sets it: a CPU for each active virtual CPU, at most half of the host. */
import { describe, expect, it } from 'vitest';
import { Task } from '../../../../../sim/engine/machine/flow/task.ts';
import { automaticWeight } from '../../../../../sim/engine/machine/scheduler/automatic-weight.ts';
import {
  account,
  CREDIT_RULES,
} from '../../../../../sim/engine/machine/scheduler/credit-accounting.ts';
import { domainOn, fluid, MS, runTo, usedNs } from '../../../../support/machines.ts';

describe('the weight of all active virtual CPUs of Dom0', () => {
  it.each([
    ['a CPU each: 6 others, 2 of 8 CPUs', 2, 8, 6 * 256, 2 * 256],
    ['half of the host, when they want more', 3, 4, 1024, 3 * 341],
    ['what was typed, on one CPU', 1, 1, 256, undefined],
    ['what was typed, where no other is active', 2, 8, 0, undefined],
    ['no more than 65,535 each', 1, 2, 1e6, 65_535],
    ['at least 1 each', 2, 64, 1, 2],
  ])('%s', (_, active, cpus, others, weight) => {
    expect(automaticWeight(active, cpus, others)).toBe(weight);
  });
});

const account0 = () => ({ credit: 0, rank: -1, active: true, parked: false });
const actions = { ...CREDIT_RULES.exact, park: () => undefined, unpark: () => undefined };

describe.each([
  ['two of four CPUs, a CPU each', 2, 2],
  ['three of four CPUs, half of the host', 3, 2],
])('with %s', (_, vcpus, cpus) => {
  it('is granted that at each accounting, in turns', () => {
    const many = (length: number) => Array.from({ length }, account0);
    const dom0 = { weight: 256, isWeightAutomatic: true, capPercent: Infinity };
    const domains = [
      { ...dom0, accounts: many(vcpus) },
      ...many(8).map((one) => ({ weight: 256, capPercent: Infinity, accounts: [one] })),
    ];
    account(domains, 4, 0, actions);
    const granted = domains[0]!.accounts.reduce((sum, { credit }) => sum + credit, 0);
    expect(Math.abs(granted / 300 - cpus)).toBeLessThan(0.01);
  });

  it('gets that as rates, beside eight guests that spin', () => {
    const bench = fluid(4);
    const { domain } = domainOn(bench, 'Dom0', { vcpus, isWeightAutomatic: true });
    for (const vcpu of domain.vcpus) {
      new Task(bench.machinery, domain, vcpu.name, 'guest', { vcpu, shareMax: Infinity }).load(1);
    }
    for (let index = 0; index < 8; index += 1) domainOn(bench, `g${index}`).task.load(1);
    runTo(bench, 1000 * MS);
    expect(Math.abs(usedNs(bench, domain) / (1000 * MS) - cpus)).toBeLessThan(0.01);
  });
});
