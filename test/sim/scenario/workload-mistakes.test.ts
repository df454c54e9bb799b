/** A wrong parameter of a workload is answered with those that its kind takes. */
import { expect, test } from 'vitest';
import { KINDS, LEAST, load, mistakesOf } from './support.ts';

const withWorkload = (workload: string): string =>
  LEAST.replace('memory: 1 GiB', `memory: 1 GiB, workload: {${workload}}`);

test.each([
  ['idle', '', []],
  ['cpu', '', ['intensity']],
  ['read', 'workingSet: 1 MiB', ['workingSet']],
  [
    'write',
    'workingSet: 1 MiB, rate: 5 pages/s',
    ['rate', 'workingSet', 'workingSetAt', 'pattern', 'writers', 'pacing', 'tick'],
  ],
  ['disk', '', ['operation', 'pattern', 'request', 'depth', 'rate', 'cache', 'file']],
  ['network', 'rate: 1 Mbit/s', ['role', 'rate', 'packet', 'transport', 'buffers', 'file']],
  ['benchmark', 'name: disk-read', ['name']],
])('of kind %s', (kind, needed, parameters) => {
  const start = [`kind: ${kind}`, needed].filter((part) => part !== '').join(', ');
  const known = ['kind', ...parameters].map((name) => `\`${name}\``).join(', ');
  const [told] = mistakesOf(() => load(withWorkload(`${start}, speed: 3`)));
  expect(told).toMatch(/^x\.yaml:3:\d+: unknown key `speed` /);
  expect(told).toContain(`(known: ${known})`);
  for (const name of parameters) {
    if (needed.includes(name)) continue;
    const [slip] = mistakesOf(() => load(withWorkload(`${start}, ${name}x: 3`)));
    expect(slip).toContain(`(did you mean \`${name}\`? known: ${known})`);
  }
});

test('an unknown kind or choice is answered with all of them', () => {
  const [kind] = mistakesOf(() => load(withWorkload('kind: databse')));
  expect(kind).toContain(`one of ${KINDS}`);
  const [choice] = mistakesOf(() => load(withWorkload('kind: disk, pattern: zigzag')));
  expect(choice).toContain('one of `sequential`, `random`');
  const [needed] = mistakesOf(() => load(withWorkload('kind: network')));
  expect(needed).toContain('`rate` is missing');
});
