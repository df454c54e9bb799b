/** A Chromium for tests that look at pages. */
import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../../sim/app/cli/chromium.ts';

/** How long a page may take to show what is waited for: less than a test may take. */
export const PATIENCE_MS = 45_000;

/** Starts the browser that is installed. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_FLAGS] });
}
