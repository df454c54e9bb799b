/** A Chromium for tests that look at pages. */
import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../../sim/app/cli/chromium.ts';

/** How long a page may take to show what is waited for: less than a test may take. */
export const PATIENCE_MS = 45_000;

/** Each window would load lists for an address bar that nobody sees. */
const NO_LISTS = '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup';

/** Starts the browser that is installed. */
export function startChromium(): Promise<Browser> {
  const args = [...CHROMIUM_FLAGS, NO_LISTS];
  return chromium.launch({ executablePath: findChromium(), args });
}
