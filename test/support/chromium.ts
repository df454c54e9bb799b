/** The installed Chromium, for tests and benches that look at pages. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** It shows local pages and must not use the network. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;

/** Where it is, or CHROMIUM says that it is; undefined when none is installed. */
export function findChromium(): string | undefined {
  const { PATH = '', CHROMIUM } = process.env;
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...(CHROMIUM === undefined ? [] : [CHROMIUM]), ...places].find(existsSync);
}

/** How long a page may take to show what is waited for: less than a test may take. */
export const PATIENCE_MS = 45_000;

/** Each window would load lists for an address bar that nobody sees. */
const NO_LISTS = '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup';

/** Starts the browser that is installed. */
export function startChromium(): Promise<Browser> {
  const args = [...CHROMIUM_FLAGS, NO_LISTS];
  return chromium.launch({ executablePath: findChromium() ?? '', args });
}
