/** Settings from outside the file. */
import { expect, test } from 'vitest';
import { readPath } from '../../../sim/scenario/path.ts';
import { FULL, KINDS, LEAST, load, mistakesOf } from './support.ts';

const set = (path: string, value: string) => ({ set: [{ path, value }] });

test('a setting may use the short name of a host, a guest or a link, or the whole path', () => {
  const { scenario } = load(FULL, {
    set: [
      { path: 'source.dom0.cap', value: '25 %' },
      { path: 'vm.workload.rate', value: '9 pages/s' },
      { path: 'lan.rate', value: '10 Mbit/s' },
      { path: 'hosts.source.cpus', value: '4' },
      { path: 'migrations.0.policy.scan', value: 'rotated' },
      { path: 'parameters.linkRate', value: '2 Gbit/s' },
    ],
  });
  expect(scenario.hosts.source).toMatchObject({ cpus: 4, dom0: { capPercent: 25 } });
  expect(scenario.guests.vm?.workload).toMatchObject({ pagesPerSecond: 9 });
  expect(scenario.links?.[0]?.bitsPerSecond).toBe(10_000_000);
  expect(scenario.migrations[0]?.policy.scan).toBe('rotated');
  expect(scenario.parameters).toEqual({ sourceCpuPerPage: 20_500, linkRate: 2e9 });
});

test('keys that are absent because they have defaults can be set', () => {
  const { scenario } = load(LEAST, {
    set: [
      { path: 'vm.workload', value: '{kind: cpu}' },
      { path: 'vm.workload.intensity', value: '50 %' },
      { path: 'migrations.0.policy.scan', value: 'plain' },
      { path: 'b.dom0.cap', value: 'none' },
    ],
    seed: '42',
  });
  expect(scenario.guests.vm?.workload).toEqual({ kind: 'cpu', intensityPercent: 50 });
  expect(scenario.migrations[0]?.policy.scan).toBe('plain');
  expect(scenario.hosts.b?.dom0).toEqual({});
  expect(scenario.seed).toBe('42');
});

test.each<[string, string, string]>([
  [
    'vn.memory',
    '1 GiB',
    'unknown path `vn.memory`: no host, guest or key has that name (did you mean `vm`?)',
  ],
  ['vm.memroy', '1 GiB', 'unknown key `memroy` (did you mean `memory`?)'],
  ['vm.memory', '1 Gb', '`memory`: `1 Gb` has the unknown unit `Gb` (did you mean `GB` or `GiB`?)'],
  [
    'vm.memory.x',
    '1',
    '`vm.memory.x`: `guests.vm.memory` is a single value, not a map ' +
      '(set `guests.vm.memory` itself)',
  ],
  ['hosts.c.cpus', '1', '`hosts.c.cpus`: no `c` (known: `a`, `b`)'],
  ['migrations.1.to', 'a', '`migrations.1.to`: `migrations` has no entry `1` (entries 0 to 0)'],
  ['vm.workload.rate', '3 pages/s', `\`kind\` is missing (one of ${KINDS})`],
  [
    '__proto__.x',
    '1',
    '`__proto__.x` is not a path ' + '(keys joined by points, such as `source.dom0.cap`)',
  ],
  ['vm..cap', '1', '`vm..cap` is not a path (keys joined by points, such as `source.dom0.cap`)'],
  ['vm.cap', '[1', 'not valid YAML: Flow sequence must end with a ]'],
  [
    'a.memory',
    '512 MiB',
    'the guests of `a` need 1 GiB, it has 512 MiB ' +
      '(less memory for a guest, or `memory` for the host)',
  ],
])('--set %s=%s names the option', (path, value, expected) => {
  expect(mistakesOf(() => load(LEAST, set(path, value)))).toEqual([`--set ${path}: ${expected}`]);
});

test('a path is read to its full form', () => {
  const raw = { hosts: { a: {} }, guests: { vm: {} }, links: [{ name: 'lan' }] };
  expect(readPath('a.dom0.cap', raw)).toEqual({ ok: true, path: ['hosts', 'a', 'dom0', 'cap'] });
  expect(readPath('lan.rate', raw)).toEqual({ ok: true, path: ['links', 0, 'rate'] });
  expect(readPath('vm', raw)).toEqual({ ok: true, path: ['guests', 'vm'] });
});

test('a setting of what the sweep varies gets a warning', () => {
  const { warnings } = load(FULL, set('source.dom0.cap', '15 %'));
  expect(warnings).toEqual([
    {
      where: '--set source.dom0.cap',
      message: 'has no effect: the sweep sets `hosts.source.dom0.cap`',
    },
  ]);
});
