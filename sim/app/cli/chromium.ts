/** The browser that draws plots as images: an installed Chromium, driven by playwright-core. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BrowserType } from 'playwright-core';
import { Problem } from '../../text/problem.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** It draws one local page and must not use the network. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;

/** Where it is. @throws Problem when none is installed. */
export function findChromium(): string {
  const { PATH = '', CHROMIUM } = process.env;
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = [...(CHROMIUM === undefined ? [] : [CHROMIUM]), ...places].find(existsSync);
  if (found !== undefined) return found;
  const hint =
    'install it (Debian: apt-get install chromium), or say where it is with CHROMIUM=PATH';
  const message = 'images are drawn by Chromium, which is not installed';
  throw new Problem([{ where: '--figures', message, hint }]);
}

/** The optional package that drives it. @throws Problem when it is not installed. */
export async function loadPlaywright(): Promise<typeof import('playwright-core')> {
  try {
    return await import('playwright-core');
  } catch {
    const message = 'images are drawn with playwright-core, which is not installed';
    throw new Problem([{ where: '--figures', message, hint: 'npm install playwright-core' }]);
  }
}

/**
/**
 * Opens a page, without a network, and evaluates an expression in it.
 * @throws Problem when there is no Chromium, or it does not start or answer in time.
 */
export async function inChromium(page: string, expression: string): Promise<unknown> {
  const executablePath = findChromium();
  const { chromium } = await loadPlaywright();
  try {
    return await evaluated(chromium, executablePath, page, expression);
  } catch (error) {
    const [why] = String(error instanceof Error ? error.message : error).split('\n');
    const hint = 'all other results are complete; try again when the machine is less busy';
    const message = `Chromium did not draw the images: ${why}`;
    throw new Problem([{ where: '--figures', message, hint }]);
  }
}

/** A slow machine takes its time to load plotly.js. */
const PATIENCE_MS = 120_000;

async function evaluated(
  chromium: BrowserType,
  executablePath: string,
  page: string,
  expression: string,
): Promise<unknown> {
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
  try {
    const context = await browser.newContext({ offline: true, colorScheme: 'light' });
    const tab = await context.newPage();
    tab.setDefaultTimeout(PATIENCE_MS);
    await tab.setContent(page, { waitUntil: 'load' });
    return await tab.evaluate(expression);
  } finally {
    await browser.close();
  }
}
