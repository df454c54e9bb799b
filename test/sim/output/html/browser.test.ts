/** Report pages in a real Chromium, opened from disk with no network. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { observedRun } from '../../../../sim/app/cli/observed-run.ts';
import type { ReportDocument } from '../../../../sim/output/document/document.ts';
import { joined } from '../../../../sim/output/document/join.ts';
import { runDocument } from '../../../../sim/output/document/run.ts';
import { sweepDocument } from '../../../../sim/output/document/sweep.ts';
import { renderPage } from '../../../../sim/output/html/render-page.ts';
import { allOf } from '../../../../sim/run/result/steps.ts';
import { sweep } from '../../../../sim/run/sweep.ts';
import { expandSweep, loadScenario } from '../../../../sim/scenario/load.ts';
import { openFitter } from '../../../../sim/study/fit/fit.ts';
import { axeFinds } from '../../../support/axe.ts';
import { PATIENCE_MS, startChromium } from '../../../support/chromium.ts';
import { describeWhere, whyNoChromium } from '../../../support/needs.ts';
import { SCRIPTS } from '../../../support/page-script.ts';
import { cut, FAULTS, FEWER, HURT, reportKinds } from './report-kinds.ts';

const ORIGIN = { version: '0', command: "precopy run 'a b.yaml' --report </script>" };
const NASTY = '</script><script>window.hurt = 1</script><img src=x onerror="hurt=2">';
const LONG = 'x'.repeat(10_000);

const folder = mkdtempSync(join(tmpdir(), 'precopy-report-'));
const missing = whyNoChromium();
let browser: Browser;
beforeAll(async () => {
  if (missing === undefined) browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Scenario text whose title and guest's name are given. */
function scenarioOf(title: string, guest: string) {
  return JSON.stringify({
    title,
    hosts: { a: { dom0: { cap: '50 %' } }, b: {} },
    guests: {
      [guest]: {
        host: 'a',
        memory: '32 MiB',
        workload: { kind: 'write', rate: '900 pages/s', workingSet: '4 MiB' },
      },
    },
    migrations: [{ guest, to: 'b' }],
  });
}

const pageOfRun = (title: string, guest = 'vm') => pageOfText(scenarioOf(title, guest));

/** So many that each has a line; a host dies under one of them. */
const EVACUATION = `
title: All leave
machine: xcp-ng-8.3
hosts: {old: {}, new: {}, spare: {}}
guests: {vm: {count: 9, host: old, type: pv, memory: 4 MiB}}
outgoingAtOnce: 3
migrations: [{guest: vm, to: new, policy: {name: xenserver}}]
faults: [{kind: host-crash, host: new, at: 1 s}]
`;

function pageOfText(text: string): ReportDocument {
  const { scenario } = loadScenario(text, 'test.yaml', { profiles: PROFILES });
  const { result, detail } = allOf(observedRun(scenario, 1e8, {}));
  return runDocument(result, detail);
}

async function pageOfSweep(idle: string, busy: string): Promise<ReportDocument> {
  const tree = JSON.parse(scenarioOf(idle, 'vm'));
  const load = {
    [idle]: { 'vm.workload': { kind: 'idle' } },
    [busy]: { 'vm.workload': { kind: 'cpu', intensity: '30 %' } },
  };
  const axes = { load, 'a.dom0.cap': ['20 %', '40 %', '60 %', '80 %'] };
  const text = JSON.stringify({ ...tree, sweep: { replications: 2, axes } });
  const swept = sweep(expandSweep(text, 'test.yaml', { profiles: PROFILES }));
  return sweepDocument(swept, { fitter: await openFitter() });
}

/** Pairs of words of a drawing that are upon each other, and words beyond its edge. */
const OVERLAPS = `(() => {
  const edge = document.querySelector('.picture').getBoundingClientRect();
  const boxes = [...document.querySelectorAll('.picture text')].map((each) => {
    return { text: each.textContent, box: each.getBoundingClientRect() };
  });
  return boxes.flatMap(({ text, box }, at) => [
    ...(box.left < edge.left - 1 || box.right > edge.right + 1 ? [text] : []),
    ...boxes.slice(at + 1).filter(({ box: other }) => box.left < other.right - 1 &&
      other.left < box.right - 1 && box.top < other.bottom - 3 && other.top < box.bottom - 3)
      .map((other) => text + ' / ' + other.text),
  ]);
})()`;

interface Opened {
  readonly tab: Tab;
  readonly errors: readonly string[];
}

async function open(
  page: ReportDocument,
  width: number,
  colorScheme: 'light' | 'dark',
): Promise<Opened> {
  const path = join(folder, 'page.html');
  writeFileSync(path, renderPage(page, ORIGIN, SCRIPTS));
  const context = await browser.newContext({
    offline: true,
    viewport: { width, height: 900 },
    colorScheme,
  });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  const errors: string[] = [];
  tab.on('pageerror', (error) => errors.push(String(error)));
  tab.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  tab.on('request', (request) => {
    if (/^(?:https?|wss?):/.test(request.url())) errors.push(`asked for ${request.url()}`);
  });
  await tab.goto(pathToFileURL(path).href);
  await tab.waitForSelector('html[data-drawn=yes]');
  return { tab, errors };
}

describeWhere(missing, 'a report page', () => {
  test.each([
    [1280, 'light'],
    [800, 'dark'],
  ] as const)(
    'of a run draws its time line at %i pixels, %s, with nothing cut off and no complaint',
    async (width, scheme) => {
      const { tab, errors } = await open(pageOfRun('A run'), width, scheme);
      const words = await tab.locator('.picture text').allTextContents();
      for (const word of ['vm: a → b', 'stages', 'pages', 'Mbit/s', 'simulated time, seconds']) {
        expect(words).toContain(word);
      }
      // Everything is within the width; no word of the drawing is upon another or cut off.
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await tab.evaluate(OVERLAPS)).toEqual([]);
      const ground = await tab.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(ground).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(22, 24, 28)');
      const ticks = () => tab.locator('.picture g[text-anchor=middle] text').allTextContents();
      const before = await ticks();
      await tab.getByRole('button', { name: 'the downtime' }).click();
      expect(Number((await ticks())[0])).toBeGreaterThan(Number(before[0]));
      expect(await tab.evaluate(OVERLAPS)).toEqual([]);
      expect(errors).toEqual([]);
      await tab.context().close();
    },
  );

  test('says what its time line shows to the mouse and to the keyboard, and zooms', async () => {
    const { tab, errors } = await open(pageOfRun('A run'), 1000, 'light');
    const ticks = () => tab.locator('.picture g[text-anchor=middle] text').allTextContents();
    const reading = tab.locator('.reading');
    const whole = await ticks();
    await tab.locator('.picture').scrollIntoViewIfNeeded();
    const { x, y } = (await tab.locator('.picture').boundingBox()) as { x: number; y: number };
    await tab.mouse.move(x + 500, y + 35);
    expect(await reading.innerText()).toMatch(/^\d\.\d{4} s\nvm: a → b\npre-copy: [\d.]+ s$/);
    await tab.mouse.down();
    await tab.mouse.move(x + 600, y + 35, { steps: 3 });
    await tab.mouse.up();
    expect(await ticks()).not.toEqual(whole);
    await tab.mouse.dblclick(x + 550, y + 35);
    expect(await ticks()).toEqual(whole);
    await tab.mouse.move(0, 0);
    expect(await reading.isVisible()).toBe(false);
    // What a finger has tapped stays after it was lifted.
    const finger = { pointerType: 'touch', button: 0, clientX: x + 500, clientY: y + 35 };
    await tab.locator('.picture').dispatchEvent('pointerdown', finger);
    await tab.locator('.picture').dispatchEvent('pointerleave', finger);
    expect(await reading.innerText()).toContain('pre-copy');
    await tab.locator('.picture').focus();
    for (const key of ['ArrowDown', 'ArrowRight', '+']) await tab.keyboard.press(key);
    expect(await reading.innerText()).toMatch(/\n1: [\d.]+ s$/);
    expect(await ticks()).not.toEqual(whole);
    expect(errors).toEqual([]);
    await tab.context().close();
  });

  test('gives its time line as an image in colours of its own', async () => {
    const { tab } = await open(pageOfRun('A run'), 1000, 'dark');
    const [download] = await Promise.all([
      tab.waitForEvent('download'),
      tab.getByRole('button', { name: 'Save as SVG' }).click(),
    ]);
    const image = readFileSync(await download.path(), 'utf8');
    expect(image).toMatch(/^<svg[\s\S]*--blue: #0072b2;[\s\S]*<\/svg>$/);
    await tab.context().close();
  });

  test('shows names that look like HTML, run from right to left or never end as text', async () => {
    const title = `${NASTY} שרת \u202e`;
    const { tab, errors } = await open(pageOfRun(title, LONG), 800, 'light');
    expect(await tab.locator('h1').textContent()).toBe(title);
    expect(await tab.locator('td', { hasText: LONG }).count()).toBeGreaterThan(0);
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(800);
    expect(errors).toEqual([]);
    expect(await tab.evaluate(HURT)).toEqual([]);
    await tab.context().close();
  });

  const kinds = async () => {
    const documents = [
      { file: 'run', document: pageOfRun('A run') },
      { file: 'evacuation', document: pageOfText(EVACUATION) },
      { file: 'sweep', document: await pageOfSweep(NASTY, `שרת ${LONG}`) },
      ...reportKinds(await openFitter()),
    ];
    const page = await open(cut(joined(documents)), 1280, 'light');
    return { ...page, titles: documents.map(({ document }) => document.title) };
  };
  let opened: ReturnType<typeof kinds> | undefined;
  const openKinds = () => (opened ??= kinds());

  test('of any kind has all its parts, each where it belongs', async () => {
    const { tab, titles } = await openKinds();
    for (const name of titles) {
      expect(await tab.getByRole('heading', { name }).count()).toBeGreaterThan(0);
    }
    const legend = await tab.locator('.legendtext').allTextContents();
    expect(legend.some((text) => text.startsWith('</script><script>window'))).toBe(true);
    expect(await tab.locator('td', { hasText: NASTY }).count()).toBeGreaterThan(0);
    expect(await tab.evaluate(HURT)).toEqual([]);
    expect(await tab.evaluate(FAULTS)).toEqual([]);
    const words = await tab.locator('.picture text').allTextContents();
    // Of one run and of nine: the nine have no rates of their own, but what struck them.
    expect(words.filter((word) => word === 'Mbit/s')).toHaveLength(1);
    expect(words).toContain('host-crash');
  });

  test('of any kind has nothing that axe finds, in light, dark and forced colours', async () => {
    const { tab, errors } = await openKinds();
    await tab.evaluate(FEWER);
    expect(await axeFinds(tab)).toEqual([]);
    expect(errors).toEqual([]);
  });
});

test('a report page of a run has the same bytes each time, and not those of Plotly', () => {
  const made = () => renderPage(pageOfRun('A run'), ORIGIN, SCRIPTS);
  expect(made()).toBe(made());
  expect(made()).not.toContain('Plotly.js');
});

test('a report page of a run stays below 1.5 MB, however much changes in it', () => {
  const { scenario } = loadScenario(scenarioOf('A run', 'vm'), 'test.yaml', { profiles: PROFILES });
  const { result, detail } = allOf(observedRun(scenario, 1e8, {}));
  const timesNs = Array.from({ length: 80_000 }, (_, at) => at * 1_234_567);
  const shares = timesNs.map((_, at) => (at % 7) / 7.1);
  const states = timesNs.map((_, at) => at % 3);
  const vcpus = Array.from({ length: 12 }, (_, at) => {
    return { host: at < 6 ? 'a' : 'b', vcpu: at % 6, timesNs, states, shares };
  });
  const recording = { ...detail.recording, vcpus, endNs: 100e9 };
  const page = renderPage(runDocument(result, { ...detail, recording }), ORIGIN, SCRIPTS);
  expect(page).toContain('What changes too often to be drawn');
  expect(page.length).toBeGreaterThan(0.5e6);
  expect(page.length).toBeLessThan(1.5e6);
});
