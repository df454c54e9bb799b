/** Where and how each mistake of a file is reported. */
import { describe, expect, test } from 'vitest';
import { FULL, KINDS, LEAST, load, mistakesOf } from './support.ts';

/** The mistakes of the full file with one text replaced. */
const broken = (from: string, to: string): string[] => {
  expect(FULL).toContain(from);
  return mistakesOf(() => load(FULL.replace(from, to)));
};

describe('text that is no scenario', () => {
  test.each<[string, string, string]>([
    ['nothing', '', 'x.yaml: the file is empty (a scenario starts with `title: ...`)'],
    ['a comment', '# c\n', 'x.yaml: the file is empty (a scenario starts with `title: ...`)'],
    ['a list', '- 1', 'x.yaml:1:1: the file is not a map (a scenario starts with `title: ...`)'],
    [
      'two documents',
      `${LEAST}---\na: 1\n`,
      'x.yaml:5:1: the file holds several documents ' +
        '(one scenario a file; remove the line `---`)',
    ],
    [
      'a key twice',
      `${LEAST}title: Again\n`,
      'x.yaml:5:1: the key is twice in its map ' +
        '(a map has a key once; remove or rename one of the two)',
    ],
    [
      'an unclosed list',
      'title: [1',
      'x.yaml:1:10: not valid YAML: Flow sequence in block ' +
        'collection must be sufficiently indented and end with a ]',
    ],
    [
      'an anchor that lacks',
      'title: *t',
      'x.yaml: anchors: Unresolved alias ' + '(the anchor must be set before the alias): t',
    ],
    [
      'too much',
      'x'.repeat(2 ** 20 + 1),
      'x.yaml: the text has 1048577 characters, ' + 'at most 1048576 are read',
    ],
    ['deep brackets', '['.repeat(50_000), 'x.yaml:1:41: maps and lists nest deeper than 40'],
  ])('%s', (_, text, expected) => {
    expect(mistakesOf(() => load(text))).toEqual([expected]);
  });

  test('a bomb of anchors', () => {
    const rows = ['a: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let row = 1; row < 9; row += 1) {
      const alias = `*a${row - 1}`;
      rows.push(`b${row}: &a${row} [${Array.from({ length: 9 }, () => alias).join(', ')}]`);
    }
    expect(mistakesOf(() => load(rows.join('\n')))).toEqual([
      'x.yaml: anchors: Excessive alias count indicates a resource exhaustion attack',
    ]);
  });

  test('brackets inside a text are no nesting', () => {
    const title = `title: "${'['.repeat(60)}"`;
    expect(load(LEAST.replace('title: Least', title)).scenario.title).toBe('['.repeat(60));
  });

  test('too many uses of an anchor', () => {
    const uses = Array.from({ length: 101 }, (_, index) => `b${index}: *a`).join('\n');
    expect(mistakesOf(() => load(`a: &a 1\n${uses}\n`))).toEqual([
      'x.yaml: anchors are used 101 times, at most 100 are allowed',
    ]);
  });

  test('deep nesting without brackets', () => {
    const rows = Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`);
    expect(mistakesOf(() => load('- '.repeat(100_000)))).toEqual([
      'x.yaml:1:81: maps and lists nest deeper than 40',
    ]);
    expect(mistakesOf(() => load(rows.join('\n')))).toEqual([
      'x.yaml:40:40: maps and lists nest deeper than 40',
    ]);
  });
});

describe('a mistake', () => {
  test.each<[string, string, string, string]>([
    [
      'an unknown key',
      'weight: 128',
      'wieght: 128',
      'x.yaml:22:5: unknown key `wieght` (did you mean `weight`?)',
    ],
    [
      'a mistyped needed key is reported once',
      'memory: 1 GiB',
      'memroy: 1 GiB',
      'x.yaml:18:5: unknown key `memroy` (did you mean `memory`?)',
    ],
    [
      'an unknown key of a workload',
      'pacing: timer',
      'intensity: 3 %',
      'x.yaml:23:71: unknown key `intensity` ' +
        '(known: `kind`, `rate`, `workingSet`, `workingSetAt`, `pattern`, `writers`, `pacing`, ' +
        '`tick`)',
    ],
    ['a needed key that lacks', '    host: source\n', '', 'x.yaml:16:3: `host` is missing'],
    [
      'an unknown choice',
      'pacing: timer',
      'pacing: timre',
      'x.yaml:23:79: `pacing`: `timre` is not known (did you mean `timer`? one of `cpu`, `timer`)',
    ],
    [
      'an unknown kind',
      'kind: write, rate: 10000',
      'kind: reed, rate: 10000',
      `x.yaml:23:22: \`kind\`: \`reed\` is not known (did you mean \`read\`? one of ${KINDS})`,
    ],
    [
      'an unknown unit',
      '16 GiB',
      '16 Gb',
      'x.yaml:10:29: `memory`: `16 Gb` has the unknown unit `Gb` (did you mean `GB` or `GiB`?)',
    ],
    [
      'a number for a text',
      'memory: 1 GiB',
      'memory: [1]',
      'x.yaml:18:13: `memory`: expected a size such as `1 GiB`, found a list',
    ],
    [
      'an empty value',
      'destination: {}',
      'destination:',
      'x.yaml:11:3: `destination`: expected a map, found nothing',
    ],
    [
      'too little memory',
      '512 MiB',
      '1 MiB',
      'x.yaml:25:38: `memory`: `1 MiB` is below the minimum (at least `4 MiB`, at most `2 TiB`)',
    ],
    [
      'no whole pages',
      '512 MiB',
      '5000001 B',
      'x.yaml:25:38: `memory`: `5000001 B` is not a whole number of 4 KiB pages ' +
        '(the nearest is `4884 KiB`)',
    ],
    [
      'weight 0',
      'weight: 512',
      'weight: 0',
      'x.yaml:10:63: `weight`: expected a whole number from 1 to 65535, found `0`',
    ],
    [
      '129 virtual CPUs',
      'vcpus: 2}}',
      'vcpus: 129}}',
      'x.yaml:10:75: `vcpus`: expected a whole number from 1 to 128, found `129`',
    ],
    [
      'a bad name',
      '  destination: {}',
      '  destination: {}\n  2nd: {}',
      'x.yaml:12:3: `2nd` cannot be a name ' +
        '(a name starts with a letter, followed by letters, digits, `_` or `-`)',
    ],
    [
      'an unknown machine',
      'machine: opteron-xen-3.2.1',
      'machine: opteron-xen-3.2',
      'x.yaml:3:10: no machine profile `opteron-xen-3.2` ' + '(did you mean `opteron-xen-3.2.1`?)',
    ],
    [
      'an unknown parameter',
      'sourceCpuPerPage',
      'sourceCpuPrePage',
      'x.yaml:5:3: machine `opteron-xen-3.2.1` has no parameter `sourceCpuPrePage` ' +
        '(did you mean `sourceCpuPerPage`?)',
    ],
    [
      'a parameter in another unit',
      '20.5 us',
      '20.5 MB',
      'x.yaml:5:21: `sourceCpuPerPage`: `20.5 MB` is a size, not a duration ' +
        '(write a duration such as `30 ms`; units: `ns`, `us`, `ms`, `s`, `min`, `h`)',
    ],
    [
      'an unknown host',
      'to: destination',
      'to: destiny',
      'x.yaml:28:9: no host `destiny` (known: `source`, `destination`)',
    ],
    [
      'an unknown guest',
      '- guest: vm',
      '- guest: mv',
      'x.yaml:27:12: no guest `mv` (did you mean `vm`?)',
    ],
    [
      'a name that every object inherits',
      'to: destination',
      'to: constructor',
      'x.yaml:28:9: no host `constructor` (known: `source`, `destination`)',
    ],
    [
      'a move to where it is',
      'to: destination',
      'to: source',
      'x.yaml:28:9: `vm` is on `source` already (name another host)',
    ],
    [
      'a second move',
      'changes:',
      '  - {guest: vm, to: destination}\nchanges:',
      'x.yaml:32:13: `vm` migrates twice (one migration a guest)',
    ],
    [
      'a link to itself',
      '[source, destination]',
      '[source, source]',
      'x.yaml:13:26: a link joins two different hosts',
    ],
    [
      'a name for two things',
      'name: lan',
      'name: vm',
      'x.yaml:13:12: `vm` is already a guest (choose another name)',
    ],
    [
      'too high a Dom0 cap',
      'cap: 40 %, weight',
      'cap: 801 %, weight',
      'x.yaml:10:49: a cap of 801 % is more than the 8 CPUs of `source` can give ' +
        '(at most `800 %`, or `none`)',
    ],
    [
      'too high a guest cap',
      'cap: 40 %\n',
      'cap: 201 %\n',
      'x.yaml:21:10: a cap of 201 % is more than the virtual CPUs of `vm` (2) can give ' +
        '(at most `200 %`, or `none`)',
    ],
    [
      'too large a working set',
      '800 MiB',
      '1025 MiB',
      'x.yaml:23:62: the working set, 1025 MiB, is above the memory of `vm`, 1 GiB',
    ],
    [
      'too large guests',
      'memory: 512 MiB',
      'memory: 32 GiB',
      'x.yaml:28:9: the guests of `destination` need 33 GiB, it has 32 GiB ' +
        '(less memory for a guest, or `memory` for the host)',
    ],
    [
      'a change of what cannot change',
      'vm.weight: 64',
      'vm.memory: 2 GiB',
      'x.yaml:36:33: `vm.memory` cannot change while the simulation runs (a change may set ' +
        '`<host>.dom0.cap`, `<host>.dom0.weight`, `<guest>.cap`, `<guest>.weight`, ' +
        '`<guest>.workload.rate`, `<guest>.workload.workingSet`, `<link>.rate`, ' +
        '`<switch>.rate`, `parameters.linkRate`, `<guest>.policy.downtimeLimit` or ' +
        '`<guest>.policy.maxBandwidth`)',
    ],
    [
      'a bad value in a change',
      'source.dom0.cap: 30 %',
      'source.dom0.cap: 900 %',
      'x.yaml:34:28: a cap of 900 % is more than the 8 CPUs of `source` can give ' +
        '(at most `800 %`, or `none`)',
    ],
    [
      'a change of an unknown guest',
      'vm.weight: 64',
      'vn.weight: 64',
      'x.yaml:36:33: unknown path `vn.weight`: no host, guest or key has that name ' +
        '(did you mean `vm`?)',
    ],
  ])('%s', (_, from, to, expected) => {
    expect(broken(from, to)).toContain(expected);
  });

  test('does not hide the others, and all stand in the order of the file', () => {
    const text = FULL.replace('debit: exact', 'debit: none')
      .replace('1 Gbit/s', '1 Gb')
      .replace('to: destination', 'to: destinatoin')
      .replace('[10 %, 20 %]', '[10 %, 20]');
    expect(mistakesOf(() => load(text)).map((line) => line.slice(0, 13))).toEqual([
      'x.yaml:7:8: `',
      'x.yaml:13:55:',
      'x.yaml:28:9: ',
      'x.yaml:40:29:',
    ]);
  });
});
