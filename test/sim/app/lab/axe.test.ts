/** axe finds nothing on any page of the lab, in light, dark and forced colours: one visit. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { axeFinds } from '../../../support/axe.ts';
import { openFile, SMALL_GUEST, settled, sharedLab } from '../../../support/lab-browser.ts';
import { describeWhere, whyNoChromium } from '../../../support/needs.ts';

const browser = sharedLab();
let page: Page;

const missing = whyNoChromium();
beforeAll(async () => {
  if (missing === undefined) page = await browser.play(SMALL_GUEST);
});

const go = (hash: string): Promise<void> => page.evaluate(`location.hash = '${hash}'`);

describeWhere(missing, 'axe finds nothing', () => {
  test('while one plays, breaks and shares', async () => {
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('b');
    await page.keyboard.press('c');
    await page.getByText('Faults during the run').waitFor();
    await settled(page);
    await page.getByRole('button', { name: 'Share as a link' }).click();
    await page.getByLabel('Link to this setting').waitFor();
    expect(await axeFinds(page)).toEqual([]);
  });

  test('in a comparison, one of which has mistakes', async () => {
    await openFile(page, SMALL_GUEST);
    await page.getByRole('button', { name: 'Compare with another setting' }).click();
    await settled(page, 'B');
    await page.locator('.compared').waitFor();
    await openFile(page, SMALL_GUEST.replace('40 %', '9000 %'));
    expect(await axeFinds(page)).toEqual([]);
  });

  test('in a lesson, before its answer and after', async () => {
    await go('#/lesson/2');
    await page.locator('#guess').waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await page.focus('#guess');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'This is my prediction' }).click();
    await page.locator('.verdict').waitFor();
    await page.locator('.question .drag').first().waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await go('#/lesson/12');
    await page.locator('.outcomes .few-pages').first().waitFor();
    expect(await axeFinds(page)).toEqual([]);
  });

  test('in the documentation', async () => {
    await go('#/docs');
    await page.locator('.reading h1').waitFor();
    expect(await axeFinds(page)).toEqual([]);
  });
});
