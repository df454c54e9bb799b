/** What the type of a guest makes of a machine, in closed form. */
import { expect, test } from 'vitest';
import { PROFILES, parameterValues } from '../../../../models/machine/registry.ts';
import { receiverCost, senderCost } from '../../../../sim/engine/mechanism/batch-cost.ts';
import { parametersFor } from '../../../../sim/engine/mechanism/guest-type.ts';
import { WIRE_V2 } from '../../../../sim/engine/mechanism/wire-format-v2.ts';

const profile = PROFILES['opteron-xen-3.2.1'] as (typeof PROFILES)[string];
const machine = {
  ...parameterValues(profile, {}),
  sourceCpuPerBatch: 1000,
  sourceCpuPerPreparedPage: 10,
  sourceCpuPerHole: 3,
  destinationCpuPerBatch: 2000,
  destinationCpuPerMappedPage: 20,
  destinationCpuPerNewPage: 500,
  destinationCpuPerHole: 2,
  destinationCpuPerSuperpage: 5120,
  hapCpuPerMapping: 1,
  hapCpuPerFault: 700,
  hapCpuPerPmlFlush: 51_200,
};

test('a PV guest has the parameters of the machine, the others one set of their own', () => {
  expect(parametersFor('pv', machine)).toBe(machine);
  expect(parametersFor('hvm', machine)).toBe(parametersFor('pvh', machine));
});

test('a batch costs both ends a look at each frame without memory, and more to map a page', () => {
  const costs = { parameters: parametersFor('pvh', machine), wire: WIRE_V2 };
  const batch = { pages: 100, newPages: 100, zeroPages: 0, holes: 924 };
  const sender = senderCost(batch, costs, 1);
  expect(sender.bytes).toBe(16 + 8 * 1024 + 4096 * 100);
  expect(sender.cpuNs).toBe(1000 + 11 * 100 + 3 * 924);
  expect(receiverCost(batch, costs).cpuNs).toBe(2000 + 21 * 100 + 500 * 100 + 2 * 924);
});

test('superpages divide a populate by 512, and PML a fault by 512', () => {
  const { destinationCpuPerNewPage, guestCpuPerFault } = parametersFor('hvm', {
    ...machine,
    hapSuperpages: 1,
    hapPml: 1,
  });
  expect([destinationCpuPerNewPage, guestCpuPerFault]).toEqual([10, 100]);
  expect(parametersFor('hvm', machine).guestCpuPerFault).toBe(700);
});
