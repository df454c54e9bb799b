/** What a machine file says of how far measured times leave simulated ones. */
import { expect, test } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { readMachineFile, writeMachineFile } from '../../../sim/scenario/machine-file.ts';
import { mistakesOf } from '../../support/mistakes.ts';

const file = (margins: string): string =>
  `name: mine\nbase: xen-4.17-emulated\nparameters: {}\nmargins: ${margins}\n`;
const SIDES = '{total: {below: 2 %, above: 0 %}, downtime: {below: 3 ms, above: 0.5 %}}';

test('margins are read, written and read again', () => {
  const text = file(`{from: ten rows, link: ${SIDES}, otherwise: ${SIDES}}`);
  const machine = readMachineFile(text, 'mine.yaml', PROFILES);
  const sides = {
    total: { below: { share: 0.02, seconds: 0 }, above: { share: 0, seconds: 0 } },
    downtime: { below: { share: 0, seconds: 0.003 }, above: { share: 0.005, seconds: 0 } },
  };
  expect(machine.margins).toEqual({ from: 'ten rows', link: sides, otherwise: sides });
  const again = readMachineFile(writeMachineFile(machine), 'mine.yaml', PROFILES);
  expect(again.margins).toEqual(machine.margins);
});

test('those of the base are of other hosts', () => {
  expect(PROFILES['qemu-7.2-tcg']?.margins?.otherwise.downtime.above.seconds).toBeGreaterThan(0);
  expect(PROFILES['kvm-2024-10g']?.margins).toBeUndefined();
  const text = 'name: mine\nbase: qemu-7.2-tcg\nparameters: {}\n';
  expect(readMachineFile(text, 'mine.yaml', PROFILES).margins).toBeUndefined();
});

test.each([
  ['{from: x}', 'otherwise'],
  [
    `{from: x, otherwise: ${SIDES.replace('2 %', '2 MiB')}}`,
    '`2 MiB` is neither a part nor a time',
  ],
])('%s is refused', (margins, message) => {
  const found = mistakesOf(() => readMachineFile(file(margins), 'mine.yaml', PROFILES)).join();
  expect(found).toContain(message);
});
