/** A person breaks what is under way in the lab, and is told what becomes of the guest. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { run } from '../../../../sim/run/run.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import { SMALL_GUEST, saved, settled, sharedLab } from '../../../support/lab-browser.ts';
import { describeWhere, whyNoChromium } from '../../../support/needs.ts';

/** Its tools wait for 20 s, not for TCP. */
const IMPATIENT = `timeOuts: {connection: 20 s}\n${SMALL_GUEST}`;

const browser = sharedLab();

const resultOf = (text: string): string =>
  `${JSON.stringify(run(loadScenario(text, 'x.yaml', { profiles: PROFILES }).scenario))}\n`;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const timeOf = (page: Page): Promise<string | null> =>
  page.getByLabel('Simulated time').textContent();

/** What is shown of the present time. */
async function presentOf(page: Page): Promise<readonly (string | null)[]> {
  const left = page.locator('.facts div', { hasText: 'Left in this round' });
  return [((await timeOf(page)) ?? '').replace(/ of.*/, ''), await left.textContent()];
}

async function steps(page: Page, count: number): Promise<void> {
  for (let step = 0; step < count; step += 1) await page.keyboard.press('b');
}

describeWhere(whyNoChromium(), 'a person breaks', () => {
  test('the link and mends it, which gives the same bytes in Node', async () => {
    const page = await browser.play(IMPATIENT);
    await steps(page, 4);
    const before = await presentOf(page);
    await button(page, 'Cut the link').focus();
    await page.keyboard.press('Enter');
    await button(page, 'Mend the link').waitFor();
    const fate = page.locator('.fate[aria-live="polite"]');
    await fate.getByText('noticed 20.000 s later: vm runs on at source').waitFor();
    expect(await presentOf(page)).toEqual(before);
    expect(await page.locator('.picture > div > svg').textContent()).toContain('link-down noticed');
    await page.focus('.scrub');
    await page.keyboard.press('ArrowRight');
    await button(page, 'Mend the link').click();
    await button(page, 'Cut the link').waitFor();
    await fate.getByText('Nothing ended it before its time: vm runs at destination').waitFor();
    await settled(page);
    const text = await saved(page, 'Save scenario');
    expect(text).toMatch(/faults:\n {2}- \{kind: link-down, at: \d\.\d+ s, for: 0\.\d+ s\}/);
    expect(text).toContain('# a comment that stays');
    expect(await saved(page, 'Save result')).toBe(resultOf(text));
    await page.getByRole('button', { name: /^Take back link-down/ }).click();
    await page.getByText('Faults during the run').waitFor({ state: 'detached' });
    await settled(page);
    expect(await saved(page, 'Save result')).toBe(resultOf(IMPATIENT));
    expect(await fate.textContent()).toMatch(/^Nothing ended it/);
  });

  test('by keys, as long as the migration is under way', async () => {
    const page = await browser.play(SMALL_GUEST);
    await steps(page, 4);
    await page.keyboard.press('c');
    const fate = page.locator('.fate');
    await fate.getByText(/^After cancel .* in pre-copy: vm runs on at source/).waitFor();
    const cancel = button(page, 'Cancel');
    expect(await cancel.getAttribute('aria-disabled')).toBe('false');
    await page.keyboard.press('e');
    await page.keyboard.press('e');
    await page.getByText('It has failed already').waitFor();
    expect(await cancel.getAttribute('aria-disabled')).toBe('true');
    await page.focus('.scrub');
    await page.keyboard.press('End');
    await page.getByText('The migration is over. Go back in time to break it.').waitFor();
    const said = await fate.textContent();
    await button(page, 'Crash the destination').click({ force: true });
    await page.keyboard.press('d');
    expect(await page.locator('.break li').count()).toBe(1);
    expect(await fate.textContent()).toBe(said);
    await page.focus('.scrub');
    await page.keyboard.press('Home');
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('d');
    await fate.getByText(/^After host-crash 0\.000 s after/).waitFor();
    const text = await saved(page, 'Save scenario');
    expect(text).toContain('- {kind: host-crash, at: 0.000001 s}');
    expect(await saved(page, 'Save result')).toBe(resultOf(text));
  });
});
