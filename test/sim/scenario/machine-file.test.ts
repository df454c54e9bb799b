/** Machine files: what they say, what is wrong with them, and that writing gives reading back. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileOf } from '../../../models/machine/machine-file.ts';
import { PROFILES as SHIPPED } from '../../../models/machine/registry.ts';
import { readMachineFile, writeMachineFile } from '../../../sim/scenario/machine-file.ts';
import { LEAST, load, mistakesOf, PROFILES } from './support.ts';

const read = (text: string) => readMachineFile(text, 'lab.yaml', PROFILES);

const LAB = `name: lab
title: The machine under the desk
base: opteron-xen-3.2.1
parameters:
  linkRate: 10 Gbit/s
  hostCpus: {value: 4}
  sourceCpuPerPage: {value: 12.5 us, source: calibrated, on: [log.csv], range: [12 us, 13 us]}
  hostMemory: {value: 8 GiB, source: measured, where: free}
  dom0Vcpus: {value: 2, source: assumed, range: [1, 4], why: a default}
calibration: {seed: 7}
`;

describe('a machine file', () => {
  it('changes numbers of a profile and says where they come from', () => {
    const machine = read(LAB);
    expect([machine.name, machine.base.name]).toEqual(['lab', 'opteron-xen-3.2.1']);
    expect(machine.calibration).toEqual({ seed: 7 });
    const { parameters } = profileOf(machine);
    expect(parameters.linkRate).toMatchObject({
      value: 1e10,
      unit: 'bit/s',
      source: { kind: 'given', where: 'lab.yaml' },
    });
    expect(parameters.sourceCpuPerPage?.source).toEqual({
      kind: 'calibrated',
      on: ['log.csv'],
      range: [12_000, 13_000],
    });
    expect(parameters.dom0Vcpus?.source).toMatchObject({ kind: 'assumed', range: [1, 4] });
    expect(Object.keys(parameters)).toEqual(Object.keys(machine.base.parameters));
  });

  it('states a source once for several numbers, each with what it adds', () => {
    const text = `${LAB}sources: {sysctl: {source: measured, where: sysctl}}
notes: [what readers of the file should know]
`.replace(
      'parameters:',
      `parameters:
  sendBuffer: {value: 64 KiB, source: sysctl}
  receiveBuffer: {value: 32 KiB, source: sysctl, where: the other host}`,
    );
    const { sendBuffer, receiveBuffer } = readMachineFile(text, 'lab.yaml', SHIPPED).parameters;
    expect(sendBuffer?.source).toEqual({ kind: 'measured', where: 'sysctl' });
    expect(receiveBuffer?.source).toEqual({ kind: 'measured', where: 'the other host' });
    expect(() =>
      readMachineFile(text.replace('source: sysctl', 'source: sysct'), 'x', SHIPPED),
    ).toThrow('`source`: `sysct` is not known (one of `calibrated`');
  });

  it('is the same after it was written and read, whatever its numbers are', () => {
    const positive = fc.double({ min: 1e-3, max: 1e12, noNaN: true });
    const source = fc.oneof(
      fc.record({ kind: fc.constant('measured' as const), where: fc.string({ minLength: 1 }) }),
      fc.record({
        kind: fc.constant('calibrated' as const),
        on: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
        range: fc.tuple(positive, positive).map(([a, b]): [number, number] => {
          return a < b ? [a, b] : [b, a];
        }),
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), positive, source, (title, value, from) => {
        const base = SHIPPED['opteron-xen-3.2.1'];
        if (base === undefined) throw new Error('no profile');
        const known = base.parameters.sourceCpuPerPage;
        const parameters = { sourceCpuPerPage: { ...known, value, source: from } };
        const machine = { name: 'a', title, base, parameters, calibration: { on: [title] } };
        expect(readMachineFile(writeMachineFile(machine), 'a.yaml', SHIPPED)).toEqual(machine);
      }),
    );
  });

  it.each<[string, string]>([
    ['[]', 'lab.yaml: the file is not a map (a machine file says `name`'],
    ['name: a\n', 'lab.yaml:1:1: `base` is missing'],
    ['name: a\nbase: opteron\n', 'lab.yaml:2:7: no machine profile `opteron` ('],
    ['name: a\nbas: x\n', 'lab.yaml:2:1: unknown key `bas` (did you mean `base`?)'],
    [
      LAB.replace('linkRate:', 'linkRat:'),
      'lab.yaml:5:3: machine `opteron-xen-3.2.1` has no parameter `linkRat` (did you mean `linkR',
    ],
    [LAB.replace('10 Gbit/s', '10 GiB'), 'lab.yaml:5:13: `10 GiB` has the unknown unit `GiB` (did'],
    [LAB.replace('10 Gbit/s', '[1]'), 'lab.yaml:5:13: expected a value, found a list'],
    [LAB.replace('calibrated', 'guessed'), '`source`: `guessed` is not known (one of `calibrated`'],
    [LAB.replace('on: [log.csv]', 'on: []'), '`on` is missing (a list of what it was calibrated'],
    [LAB.replace('[12 us, 13 us]', '[13 us, 12 us]'), 'a range has two ends, the lower one first'],
    [LAB.replace('[12 us, 13 us]', '[12 us]'), 'a range has two ends'],
    [LAB.replace(', why: a default', ''), '`why` is missing'],
    [LAB.replace(', where: free', ', place: free'), 'unknown key `place` (known: `value`'],
    [LAB.replace('{seed: 7}', '7'), '`calibration`: expected a map'],
    [`${LAB}sources: []`, '`sources`: expected a map'],
    [`${LAB}hypervisor: Xen`, 'lab.yaml:11:1: a machine file has the hypervisor of its `base`'],
  ])('mistake %#: with its place', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('the files of our profiles', () => {
  const folder = 'models/machine';
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

  it('are all of the index', () => {
    expect(names.sort()).toEqual(
      Object.keys(SHIPPED)
        .map((name) => `${name}.json`)
        .sort(),
    );
  });

  it.each(names)('%s is a machine file once it has a base for its hypervisor', (name) => {
    const text = readFileSync(`${folder}/${name}`, 'utf8');
    const { hypervisor, year, ...said } = JSON.parse(text);
    const base = SHIPPED[said.base ?? said.name];
    const copy = JSON.stringify({ base: base?.name, ...said });
    const profile = profileOf(readMachineFile(copy, name, SHIPPED));
    const whole = { ...profile, year, hypervisor: hypervisor ?? base?.hypervisor };
    expect(whole).toEqual(SHIPPED[said.name]);
    if (hypervisor === undefined) return;
    const message = 'a machine file has the hypervisor of its `base`';
    expect(() => readMachineFile(text, name, SHIPPED)).toThrow(message);
  });
});

describe('a scenario', () => {
  const withLab = (text: string, more = '') =>
    load(`${LEAST}machine: ${text}\n${more}`, { readMachine: () => read(LAB) });

  it('takes the numbers of a machine file, and its own over them', () => {
    const { scenario } = withLab('./lab.yaml', 'parameters: {linkRate: 2 Gbit/s}\n');
    expect(scenario).toMatchObject({
      machine: 'opteron-xen-3.2.1',
      machineFile: 'lab',
      parameters: { linkRate: 2e9, sourceCpuPerPage: 12_500, hostCpus: 4 },
    });
  });

  it('tells the mistakes of the file at their place, and where no file can be read', () => {
    const broken = { readMachine: () => read('name: a\n') };
    const scenario = `${LEAST}machine: lab.yaml\n`;
    expect(mistakesOf(() => load(scenario, broken))).toEqual(['lab.yaml:1:1: `base` is missing']);
    expect(mistakesOf(() => load(scenario))[0]).toContain(
      'the machine file `lab.yaml` cannot be read here (name a profile)',
    );
  });
});
