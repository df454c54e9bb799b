/** What axe finds on a page: WCAG 2.2 A and AA, and its best practices. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What passes is not described: that takes longer than the rules. */
const ALL = "{ resultTypes: ['violations'] }";

/** Rules whose answer depends on colours. */
const COLOURS =
  "{ resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] }";

/** Looks of a page, in turn; what does not depend on colours is asked once. */
const LOOKS = [
  { colorScheme: 'light', forcedColors: 'none', options: ALL },
  { colorScheme: 'dark', forcedColors: 'none', options: COLOURS },
  { colorScheme: 'light', forcedColors: 'active', options: COLOURS },
] as const;

/** The page has heard of its new look and is drawn with it. */
const DRAWN = 'new Promise((go) => requestAnimationFrame(() => setTimeout(go, 50)))';

/** Tells of each violation by rule and place. */
const run = (options: string): string => `axe.run(document, ${options}).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 4).map(({ target, html }) => id + ': ' + target + ' ' + html.slice(0, 90))))`;

/** In light, dark and forced colours; an empty list is what is wanted. */
export async function axeFinds(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(SOURCE);
  const found: string[] = [];
  for (const { options, ...look } of LOOKS) {
    await page.emulateMedia(look);
    await page.evaluate(DRAWN);
    const { colorScheme, forcedColors } = look;
    for (const each of await page.evaluate<string[]>(run(options))) {
      found.push(`${colorScheme}, forced ${forcedColors}: ${each}`);
    }
  }
  await page.emulateMedia({ colorScheme: null, forcedColors: null });
  return found;
}
