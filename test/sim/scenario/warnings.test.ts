/** What is allowed but hardly meant. */
import { expect, test } from 'vitest';
import { showMistake } from '../../../sim/text/problem.ts';
import { LEAST, load } from './support.ts';

const warnings = (text: string): string[] => load(text).warnings.map(showMistake);
const guest = (more: string): string => LEAST.replace('1 GiB}', `1 GiB, ${more}}`);

test.each<[string, string, string[]]>([
  ['nothing odd', LEAST, []],
  [
    'a cap on an idle guest',
    guest('cap: 40 %'),
    ['x.yaml:3:44: `vm` is idle: its cap never bites'],
  ],
  [
    'a Dom0 cap above all its CPUs',
    LEAST.replace('a: {}', 'a: {dom0: {cap: 150 %}}'),
    ['x.yaml:2:25: a cap of 150 % never bites: the domain has 1 virtual CPU(s)'],
  ],
  [
    'a Dom0 cap of all its CPUs where a guest shares them under credit',
    LEAST.replace('a: {}', 'a: {cpus: 1, dom0: {cap: 100 %}}'),
    [
      'x.yaml:2:34: a cap of 100 % is not none: credit may park a capped Dom0 (when a guest ' +
        'earns a part of its credits; write `none` if that is not meant)',
    ],
  ],
  ...['cpus: 2, dom0: {cap: 100 %}', 'cpus: 1, scheduler: credit2, dom0: {cap: 100 %}'].map(
    (host): [string, string, string[]] => [
      `of ${host} nothing`,
      LEAST.replace('a: {}', `a: {${host}}`),
      [],
    ],
  ),
  [
    'a host without use',
    LEAST.replace('b: {}}', 'b: {}, c: {}}'),
    ['x.yaml:2:23: no guest is on `c` and none moves there'],
  ],
  [
    'debit of credit2',
    `${LEAST}scheduler: credit2\ndebit: exact\n`,
    ['x.yaml:6:8: `debit` has no effect with credit2'],
  ],
  [
    'debit of a fluid scheduler',
    `${LEAST}scheduler: fluid\ndebit: exact\n`,
    ['x.yaml:6:8: `debit` has no effect with `scheduler: fluid`, which charges no CPU'],
  ],
  [
    'a label that looks like a setting',
    guest('labels: {cap: 3}'),
    ["x.yaml:3:48: the label `cap` has no effect (did you mean the guest's own `cap`?)"],
  ],
  [
    'writing nothing',
    guest('workload: {kind: write, rate: 0 pages/s, workingSet: 1 MiB}'),
    ['x.yaml:3:69: a rate of 0 writes nothing: the same as `kind: idle`'],
  ],
  [
    'writing nothing, beside a guest of a name that ends alike and whose rate changes',
    `title: Two
hosts: {a: {}, b: {}}
guests:
  vm: {host: a, memory: 64 MiB, workload: {kind: write, rate: 0 pages/s, workingSet: 1 MiB}}
  web-vm: {host: a, memory: 64 MiB, workload: {kind: write, rate: 0 pages/s, workingSet: 1 MiB}}
migrations: [{guest: vm, to: b}]
changes: [{at: 1 s, set: {web-vm.workload.rate: 9 pages/s}}]
`,
    ['x.yaml:4:63: a rate of 0 writes nothing: the same as `kind: idle`'],
  ],
  [
    'no migration',
    LEAST.replace(/migrations.*\n/u, ''),
    ['x.yaml:2:16: no guest is on `b` and none moves there', 'x.yaml:1:1: nothing migrates'],
  ],
  [
    'a policy for suspend-copy-resume',
    LEAST.replace('to: b', 'to: b, mechanism: suspend-copy-resume, policy: {scan: plain}'),
    ['x.yaml:4:65: `policy` has no effect with `mechanism: suspend-copy-resume`'],
  ],
  [
    'a transport for post-copy',
    LEAST.replace('to: b', 'to: b, mechanism: post-copy, transport: ideal'),
    ['x.yaml:4:55: `transport` has no effect with `mechanism: post-copy`'],
  ],
  [
    'a late change that changes nothing',
    `${LEAST}changes: [{at: 25 h, set: {vm.weight: 256}}]\n`,
    [
      'x.yaml:5:16: 90000 s is more than a day of simulated time (is the unit right?)',
      'x.yaml:5:39: `guests.vm.weight` is `256` already',
    ],
  ],
  [
    'an axis of one value',
    `${LEAST}sweep: {axes: {vm.weight: [3]}}\n`,
    ['x.yaml:5:16: the axis `vm.weight` has one value, `3`: it varies nothing'],
  ],
])('%s', (_, text, expected) => {
  expect(warnings(text)).toEqual(expected);
});

test('a change back to an earlier value is no warning', () => {
  const text =
    `${LEAST}changes:\n  - {at: 2 s, set: {vm.weight: 256}}\n` +
    '  - {at: 1 s, set: {vm.weight: 512}}\n';
  expect(warnings(text)).toEqual([]);
});

test('a sweep silences a warning that not all of its cases deserve', () => {
  const text = `${guest('cap: 40 %')}sweep: {axes: {vm.workload: [{kind: idle}, {kind: cpu}]}}\n`;
  expect(warnings(text)).toEqual([]);
});
