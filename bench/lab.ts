/**
 * The lab in a real browser, from disk: how long it takes to the first picture of the map, and how
 * long the page is busy at a stretch while a guest of 1 GiB is played: medians of five visits.
 * Needs `npm run build` and Chromium.
 *
 * A neighbour takes time and little CPU: the page's CPU is held against that of a loop which the
 * same page runs first, and the longest task is the one of most CPU. The clock is only judged
 * where that loop has had a core to itself.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { median } from '../sim/study/fit/statistics.ts';
import { CHROMIUM_FLAGS, findChromium } from '../test/support/chromium.ts';

const VISITS = 5;
const ADDRESS = new URL('../dist/lab.html', import.meta.url).href;

/** What is promised. */
const PICTURE_BOUND_MS = 2000;
const TASK_BOUND_MS = 50;
/**
 * CPU to the first picture over that of the loop: of the page's thread, of page and engine. Twice
 * what was measured with a core to itself, where the picture took 1.1 s: neighbours cost a half.
 */
const PAGE_BOUND_RATIO = 7;
const ENGINE_BOUND_RATIO = 26;

/** Time over CPU of the loop on a machine that does nothing else. */
const QUIET = 1.1;

/** Simulated seconds a second: a migration of 24 s is over in five. */
const SPEED = '5';

interface Visit {
  /** From the start of the navigation to the first frame after the map was drawn, ms. */
  readonly pictureMs: number;
  /** CPU until then of the page's own thread, and of its process with the engine in it, ms. */
  readonly pageCpuMs: number;
  readonly processCpuMs: number;
  /** CPU of the longest task of the page while playing, ms. */
  readonly longestMs: number;
  readonly frames: number;
  /** CPU and time of the loop, ms. */
  readonly loopCpuMs: number;
  readonly loopMs: number;
}

/** Notes in the page the first drawn map. */
const OBSERVE = `
  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (...all) {
    put.apply(this, all);
    if (window.isDrawn) return;
    window.isDrawn = true;
    requestAnimationFrame(() => setTimeout(() => (window.pictureMs = performance.now())));
  };
`;

/** What the page's CPU is held against; returns how long it took, ms. */
const LOOP = `(() => {
  const start = performance.now();
  let number = window.isDrawn ? 1 : 2;
  for (let at = 0; at < 60e6; at += 1) number = (Math.imul(number, 1664525) + 1013904223) | 0;
  return number === 0 ? 0 : performance.now() - start;
})()`;

/** An entry of a trace; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** CPU. */
  readonly tdur?: number;
}

/** CPU of the longest task of the thread that draws frames, and how many it drew. */
function judged(trace: string): Pick<Visit, 'longestMs' | 'frames'> {
  const { traceEvents: all } = JSON.parse(trace) as { traceEvents: TraceEvent[] };
  const frames = all.filter(({ name }) => name === 'FireAnimationFrame');
  const of = frames[0];
  const tasks = all.filter(({ name, pid, tid }) => {
    return name.endsWith('RunTask') && pid === of?.pid && tid === of.tid;
  });
  const longest = tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0);
  return { longestMs: longest / 1000, frames: frames.length };
}

/** Asks seldom: an answer takes the page's time. */
async function until(page: Page, condition: string): Promise<void> {
  while (!(await page.evaluate<boolean>(condition))) await page.waitForTimeout(200);
}

async function played(browser: Browser, page: Page, folder: string): Promise<string> {
  await page.getByLabel('Speed').selectOption(SPEED);
  const path = join(folder, 'trace.json');
  const categories = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await browser.startTracing(page, { path, categories });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await until(page, "document.querySelector('.facts').innerText.includes('In all')");
  await browser.stopTracing();
  return readFileSync(path, 'utf8');
}

async function visit(browser: Browser, folder: string): Promise<Visit> {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const metric = async (wanted: string): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === wanted)?.value ?? 0);
  };
  const idleMs = await metric('ProcessTime');
  const loopMs = await page.evaluate<number>(LOOP);
  const before = await metric('ProcessTime');
  const beforeTasks = await metric('TaskDuration');
  await page.addInitScript(OBSERVE);
  await page.goto(ADDRESS);
  await until(page, 'window.pictureMs > 0');
  const pictureMs = await page.evaluate<number>('window.pictureMs');
  const pageCpuMs = (await metric('TaskDuration')) - beforeTasks;
  const processCpuMs = (await metric('ProcessTime')) - before;
  const seen = judged(await played(browser, page, folder));
  await context.close();
  return { pictureMs, pageCpuMs, processCpuMs, ...seen, loopCpuMs: before - idleMs, loopMs };
}

/** One of the lab's figures. */
export interface LabFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Infinity where it cannot be judged. */
  readonly bound: number;
}

/** The figures of the lab; none where there is no Chromium. */
export async function labFigures(): Promise<LabFigure[]> {
  const executablePath = findChromium();
  if (executablePath === undefined) return [];
  const folder = mkdtempSync(join(tmpdir(), 'precopy-bench-'));
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
  const visits: Visit[] = [];
  try {
    for (let at = 0; at < VISITS; at += 1) visits.push(await visit(browser, folder));
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
  return figuresOf(visits);
}

function figuresOf(visits: readonly Visit[]): LabFigure[] {
  const of = (what: keyof Visit): number => median(visits.map((each) => each[what]));
  const least = (what: keyof Visit): number => Math.min(...visits.map((each) => each[what]));
  const loopMs = least('loopCpuMs');
  const isQuiet = of('loopMs') / of('loopCpuMs') < QUIET;
  const pictureBound = isQuiet ? PICTURE_BOUND_MS : Infinity;
  return [
    { name: 'first picture', value: of('pictureMs'), unit: 'ms', bound: pictureBound },
    {
      name: 'first picture, CPU of the page',
      value: least('pageCpuMs') / loopMs,
      unit: 'loops',
      bound: PAGE_BOUND_RATIO,
    },
    {
      name: 'first picture, CPU with the engine',
      value: least('processCpuMs') / loopMs,
      unit: 'loops',
      bound: ENGINE_BOUND_RATIO,
    },
    {
      name: `longest task of ${of('frames')} frames`,
      value: of('longestMs'),
      unit: 'ms of CPU',
      bound: TASK_BOUND_MS,
    },
  ];
}

/** A line of the report. */
export function lineOf({ name, value, unit, bound }: LabFigure): string {
  const words = bound === Infinity ? 'not judged: the machine is busy' : `at most ${bound}`;
  const fault = value > bound ? '  MISSED' : '';
  return `lab, ${name}: ${value.toFixed(1)} ${unit}, ${words}${fault}\n`;
}
