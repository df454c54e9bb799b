/**
 * The lab in a real browser, from disk: `npx tsx bench/lab.ts` prints when the first picture of
 * the map stands, and how long the page is busy at a stretch while a guest of 1 GiB is played:
 * medians of five visits. With `--check` it exits with 1 when a bound is missed.
 * Needs `npm run build` and Chromium.
 */
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { median } from '../sim/study/fit/statistics.ts';
import { CHROMIUM_FLAGS, findChromium } from '../test/support/chromium.ts';

const VISITS = 5;
const ADDRESS = new URL('../dist/lab.html', import.meta.url).href;

/** What is promised. */
const FIRST_PICTURE_BOUND_MS = 2000;
const TASK_BOUND_MS = 100;

/** Simulated seconds a second: a migration of 24 s is over in five. */
const SPEED = '5';

interface Visit {
  /** From the start of the navigation to the first frame after the map was drawn, ms. */
  readonly pictureMs: number;
  /** CPU time of the page's own thread until then, ms. */
  readonly pageCpuMs: number;
  /** The longest task while playing, ms; 0 when none took 50 ms. */
  readonly longestMs: number;
  readonly frames: number;
}

/** Notes in the page: the first drawn map, long tasks, frames. */
const OBSERVE = `
  window.seen = { longestMs: 0, frames: 0 };
  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (...all) {
    put.apply(this, all);
    if (seen.isDrawn) return;
    seen.isDrawn = true;
    requestAnimationFrame(() => setTimeout(() => (seen.pictureMs = performance.now())));
  };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      seen.longestMs = Math.max(seen.longestMs, duration);
    }
  }).observe({ type: 'longtask' });
  const count = () => { seen.frames += 1; requestAnimationFrame(count); };
  requestAnimationFrame(count);
`;

async function visit(browser: Browser): Promise<Visit> {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.addInitScript(OBSERVE);
  await page.goto(ADDRESS);
  const seen = async (): Promise<Visit> => (await page.evaluate('window.seen')) as Visit;
  while ((await seen()).pictureMs === undefined) await page.waitForTimeout(100);
  const { metrics } = await session.send('Performance.getMetrics');
  const cpuSeconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  await page.getByLabel('Speed').selectOption(SPEED);
  await page.evaluate('seen.longestMs = 0; seen.frames = 0');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.getByText('In all').waitFor();
  const result = { ...(await seen()), pageCpuMs: 1000 * cpuSeconds };
  await context.close();
  return result;
}

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const browser = await chromium.launch({
  executablePath: findChromium() ?? '',
  args: [...CHROMIUM_FLAGS],
});
const visits: Visit[] = [];
for (let at = 0; at < VISITS; at += 1) visits.push(await visit(browser));
await browser.close();

const of = (what: keyof Visit): number => median(visits.map((each) => each[what]));
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const lines = [
  `first picture     ${ms(of('pictureMs'))}, at most ${ms(FIRST_PICTURE_BOUND_MS)}`,
  `CPU of the page   ${ms(of('pageCpuMs'))}`,
  `longest task      ${ms(of('longestMs'))} while playing, at most ${ms(TASK_BOUND_MS)}`,
  `frames            ${of('frames').toFixed(0)}`,
];
process.stdout.write(`${lines.join('\n')}\n`);
const isMissed = of('pictureMs') > FIRST_PICTURE_BOUND_MS || of('longestMs') > TASK_BOUND_MS;
if (options.check && isMissed) process.exitCode = 1;
