/** `run` with a policy of one's own, on many threads. */
import { describe, expect, it } from 'vitest';
import { precopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';

const { file } = testFolder('policy');

file(
  'policies/rounds.mjs',
  `export function policy({ most = 2 }) {
  if (typeof most !== 'number') throw new TypeError('most is no number');
  return { stream: 'qemu', stop: ({ round }) => (round >= most ? 'max-rounds' : undefined) };
}
`,
);
const scenario = (policy: string): string => `title: Own
hosts: {a: {}, b: {}}
guests:
  vm: {host: a, memory: 16 MiB, workload: {kind: write, rate: 900 pages/s, workingSet: 4 MiB}}
migrations: [{guest: vm, to: b${policy}}]
`;
const own = ', policy: {name: module, file: policies/rounds.mjs, options: {most: 3}}';
const SWEPT = file(
  'swept.yaml',
  `${scenario(own)}sweep: {replications: 2, axes: {migrations.0.policy.options.most: [1, 2, 3, 4]}}
`,
);

describe('a policy of your own', () => {
  it('goes along to the workers, its options swept, with the same bytes', () => {
    const one = precopy('run', SWEPT, '--csv', '--workers', '1', '--quiet');
    const two = precopy('run', SWEPT, '--csv', '--workers', '2', '--quiet');
    expect([one.err, two.err]).toEqual(['', '']);
    expect(two.out).toBe(one.out);
    const [header = [], ...rows] = one.out.split('\n').map((line) => line.split(','));
    const counts = rows.slice(0, -1).map((row) => row[header.indexOf('rounds')]);
    expect(counts).toEqual(['2', '2', '3', '3', '4', '4', '5', '5']);
  });

  it('reports its mistake, once, whatever simulates it', () => {
    const bad = file('bad.mjs', 'export function policy() {\n  return { stop: () => 1 };\n}\n');
    const { code, out, err } = precopy('run', SWEPT, '--policy', bad, '--workers', '2', '--quiet');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^[^\n]*bad\.mjs: stop\(\) gives 1 \(undefined to go on[^\n]*\n$/u);
  });
});
