/** Report pages in a real Chromium, opened from disk with no network. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { observedRun } from '../../../../sim/app/cli/observed-run.ts';
import type { PlotBlock, ReportDocument } from '../../../../sim/output/document/document.ts';
import { runDocument } from '../../../../sim/output/document/run.ts';
import { sweepDocument } from '../../../../sim/output/document/sweep.ts';
import { figurePage } from '../../../../sim/output/html/figure-page.ts';
import { renderPage } from '../../../../sim/output/html/render-page.ts';
import { sweep } from '../../../../sim/run/sweep.ts';
import { expandSweep, loadScenario } from '../../../../sim/scenario/load.ts';
import { openFitter } from '../../../../sim/study/fit/fit.ts';
import { PATIENCE_MS, startChromium } from '../../../support/chromium.ts';
import { describeWhere, whyNoChromium } from '../../../support/needs.ts';

const { resolve } = createRequire(import.meta.url);
const PLOTLY = readFileSync(resolve('plotly.js-dist-min/plotly.min.js'), 'utf8');
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

function pageOfRun(title: string, guest = 'vm'): ReportDocument {
  const text = scenarioOf(title, guest);
  const { scenario } = loadScenario(text, 'test.yaml', { profiles: PROFILES });
  const { result, detail } = observedRun(scenario, 1e8, {});
  return runDocument(result, detail);
}

async function pageOfSweep(): Promise<ReportDocument> {
  const tree = JSON.parse(scenarioOf(NASTY, 'vm'));
  const load = {
    [NASTY]: { 'vm.workload': { kind: 'idle' } },
    [`שרת ${LONG}`]: { 'vm.workload': { kind: 'cpu', intensity: '30 %' } },
  };
  const axes = { load, 'a.dom0.cap': ['20 %', '40 %', '60 %', '80 %'] };
  const text = JSON.stringify({ ...tree, sweep: { replications: 2, axes } });
  const swept = sweep(expandSweep(text, 'test.yaml', { profiles: PROFILES }));
  return sweepDocument(swept, await openFitter());
}

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
  writeFileSync(path, renderPage(page, ORIGIN, PLOTLY));
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

const plotCount = (page: ReportDocument): number =>
  page.sections.flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === 'plot')).length;

describeWhere(missing, 'a report page', () => {
  test.each([
    [1280, 'light'],
    [800, 'dark'],
  ] as const)(
    'draws all of its plots at %i pixels, %s, with nothing cut off and no complaint',
    async (width, scheme) => {
      const page = pageOfRun('A run');
      const { tab, errors } = await open(page, width, scheme);
      expect(await tab.locator('.plot svg.main-svg').count()).toBeGreaterThanOrEqual(
        plotCount(page),
      );
      // Everything is within the width, and no plot is higher than its place.
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const overlaps =
        await tab.evaluate(`[...document.querySelectorAll('figure')].filter((one) => {
        const plot = one.querySelector('.plot').getBoundingClientRect();
        const caption = one.querySelector('figcaption').getBoundingClientRect();
        return caption.top < plot.bottom || plot.height < 100;
      }).length`);
      expect(overlaps).toBe(0);
      const ground = await tab.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(ground).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(22, 24, 28)');
      await tab.getByRole('button', { name: 'the downtime' }).click();
      await tab.waitForFunction(
        `[...document.querySelectorAll('.plot')].some(({ layout }) => layout.xaxis.range[0] > 0)`,
      );
      expect(errors).toEqual([]);
      await tab.context().close();
    },
  );

  test('shows names that look like HTML, run from right to left or never end as text', async () => {
    const title = `${NASTY} שרת \u202e`;
    const run = await open(pageOfRun(title, LONG), 800, 'light');
    expect(await run.tab.locator('h1').textContent()).toBe(title);
    expect(await run.tab.locator('td', { hasText: LONG }).count()).toBeGreaterThan(0);
    expect(await run.tab.evaluate('document.documentElement.scrollWidth')).toBe(800);
    const swept = await open(await pageOfSweep(), 800, 'light');
    expect(await swept.tab.locator('td', { hasText: NASTY }).count()).toBeGreaterThan(0);
    const legend = await swept.tab.locator('.legendtext').allTextContents();
    expect(legend.some((text) => text.startsWith('</script><script>window'))).toBe(true);
    for (const { tab, errors } of [run, swept]) {
      expect(errors).toEqual([]);
      expect(await tab.evaluate('window.hurt')).toBeUndefined();
      expect(await tab.locator('img[src="x"]').count()).toBe(0);
      await tab.context().close();
    }
  });
});

test('a report page has the same bytes each time', () => {
  const made = () => renderPage(pageOfRun('A run'), ORIGIN, PLOTLY);
  expect(made()).toBe(made());
});

describeWhere(missing, 'plots as SVG', () => {
  test('are whole images with the same bytes each time', async () => {
    const blocks = pageOfRun('A run').sections.flatMap(({ blocks }) => blocks);
    const plots = blocks.filter((one): one is PlotBlock => one.kind === 'plot').slice(1, 3);
    const make = async (): Promise<readonly string[]> => {
      const tab = await browser.newPage();
      await tab.setContent(figurePage(plots, ['One <b>', 'Two'], PLOTLY));
      const images = await tab.evaluate<string[]>('makeFigures()');
      await tab.close();
      return images;
    };
    const [once, again] = [await make(), await make()];
    expect(again).toEqual(once);
    for (const image of once) expect(image).toMatch(/^<svg[\s\S]*<\/svg>$/);
    expect(once[0]).not.toContain('@');
  });
});
