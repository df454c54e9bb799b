/** What the lab's engine refuses to show, and what it tells on the way. */
import { expect, test } from 'vitest';
import { labEngine } from '../../../../../sim/app/lab/engine/lab-engine.ts';
import type { Whereabouts } from '../../../../../sim/run/result/steps.ts';

const scenario = (memory: string): string => `title: A guest
hosts: {a: {memory: 4 TiB, dom0: {cap: 10 %}}, b: {memory: 4 TiB}}
machine: opteron-xen-3.2.1
guests: {vm: {host: a, memory: ${memory}}}
migrations: [{guest: vm, to: b}]
`;

const record = (text: string, onProgress?: (where: Whereabouts) => void) =>
  labEngine.record({ text, fileName: 'x.yaml', tables: {} }, onProgress);

test('more pages than a browser can show are refused, and expected values offered', async () => {
  const answer = await record(scenario('1 TiB'));
  expect(answer).toMatchObject({
    ok: false,
    mistakes: [
      {
        message: 'its guests have 1 TiB of memory; the lab shows pages of at most 128 GiB',
        hint: 'its expected times stand beside the settings; `precopy run` simulates each page',
      },
    ],
  });
  const input = { text: scenario('1 TiB'), fileName: 'x.yaml', tables: {} };
  expect(await labEngine.expect(input)).toMatchObject({ ok: true, value: { times: [{}] } });
});

test('a run that takes long tells how far it is', async () => {
  const told: Whereabouts[] = [];
  const answer = await record(scenario('4 GiB'), (where) => told.push(where));
  expect(answer.ok).toBe(true);
  const [first] = told;
  expect(first?.migrations).toBe(1);
  expect(first?.moves[0]).toMatchObject({ guest: 'vm', round: 1 });
  expect(first?.seconds).toBeGreaterThan(0);
});
