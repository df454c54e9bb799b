/** The browser that makes images of plots: a Chromium that is installed already. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem } from '../../text/problem.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** It draws a page of ours and must not talk to anybody. */
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

/**
 * Opens a page of ours, without a network, and evaluates an expression in it.
 * @throws Problem when there is no Chromium.
 */
export async function inChromium(page: string, expression: string): Promise<unknown> {
  const executablePath = findChromium();
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
  try {
    const context = await browser.newContext({ offline: true, colorScheme: 'light' });
    const tab = await context.newPage();
    await tab.setContent(page, { waitUntil: 'load' });
    return await tab.evaluate(expression);
  } finally {
    await browser.close();
  }
}
