/** The engine in the browser gives the bytes that it gives in Node. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { run } from '../../../../sim/run/run.ts';
import { formulaReader } from '../../../../sim/scenario/formula/read-formula.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import { drawScenario } from '../../../../sim/study/fuzz/draw/scenario.ts';
import { showTree } from '../../../../sim/study/fuzz/show-tree.ts';
import { openFile, SMALL_GUEST, saved, sharedLab } from '../../../support/lab-browser.ts';
import { describeWhere, whyNoChromium } from '../../../support/needs.ts';

const FILES = [
  'teach/bystanders.yaml',
  'teach/cap-raised-midway.yaml',
  'teach/two-guests-at-once.yaml',
  'policies/clark-2005.yaml',
  'policies/custom.yaml',
  'policies/post-copy.yaml',
  'policies/qemu-auto-converge.yaml',
  'policies/xen-3.2-adaptive.yaml',
  'policies/xen-4.yaml',
  'measured/clark-quake.yaml',
];

/** What no shipped file has: formulas, and with them the portable functions. */
const FORMULA = `title: A formula
hosts: {a: {dom0: {cap: 45 %}}, b: {}}
guests:
  vm:
    host: a
    memory: 128 MiB
    workload: {kind: formula, rate: 3000 + 2500 * sin(2 * pi * t / 6) pages/s, workingSet: 32 MiB}
migrations: [{guest: vm, to: b}]
`;

/** A few of those that `precopy fuzz` draws. */
const DRAWN = [1, 5, 8, 10].map((number) => showTree(drawScenario('browser', number)));

/** With a quarter of the guest's memory, unless something happens at a time of its migration. */
function shipped(path: string): string {
  const text = readFileSync(`scenarios/${path}`, 'utf8');
  return text.includes('changes:') ? text : text.replace('memory: 1 GiB', 'memory: 256 MiB');
}

const browser = sharedLab();
let page: Page;

beforeAll(async () => {
  page = await browser.play(SMALL_GUEST);
});

/** As `precopy run FILE --json` prints it. */
async function inNode(text: string): Promise<string> {
  const readFormula = await formulaReader();
  const { scenario } = loadScenario(text, 'x.yaml', { profiles: PROFILES, readFormula });
  return `${JSON.stringify(run(scenario))}\n`;
}

describeWhere(whyNoChromium(), 'the same bytes in Node and in Chromium', () => {
  const texts = [...FILES.map(shipped), FORMULA, ...DRAWN];
  test.each(texts)('%#', async (text) => {
    await openFile(page, text);
    expect(await saved(page, 'Save result')).toBe(await inNode(text));
    expect(browser.errors).toEqual([]);
  });
});
