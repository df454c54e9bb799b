/** What the page of play tells of a run: events, rates, titles, differences; and its places. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import {
  openFile,
  SMALL_GUEST,
  saved,
  settled,
  sharedLab,
  widerThanPage,
} from '../../../support/lab-browser.ts';
import { describeWhere, whyNoChromium } from '../../../support/needs.ts';

const browser = sharedLab();

const eventOf = (page: Page): Promise<string> => page.locator('.event').innerText();
const timeOf = (page: Page): Promise<string> => page.locator('.time').innerText();
const topOf = async (page: Page, selector: string): Promise<number> =>
  (await page.locator(selector).first().boundingBox())?.y ?? Infinity;

/** Steps until the event is one that is looked for. */
async function stepTo(page: Page, key: string, wanted: RegExp): Promise<string> {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press(key);
    const event = await eventOf(page);
    if (wanted.test(event)) return event;
  }
  throw new Error(`no ${wanted} in 60 steps`);
}

describeWhere(whyNoChromium(), 'the page of play', () => {
  test('says to which event one has stepped, in microseconds, and which rates decide', async () => {
    const page = await browser.play(SMALL_GUEST);
    await stepTo(page, 'b', /batch of 1,024 pages/);
    await stepTo(page, 'e', /Dom0 source, v2, parked by its cap, credit −\d+/);
    await stepTo(page, 'e', /refill: Dom0 source, v2, has credit/);
    expect(await timeOf(page)).toMatch(/^\d+\.\d{6} s/);
    await page.keyboard.press('Home');
    expect(await stepTo(page, 'r', /CLEAN finds/)).toMatch(/CLEAN finds [\d,]+ pages written/);
    const facts = await page.locator('.side .facts').innerText();
    expect(facts).toMatch(/Stage\s+pre-copy: rounds, while the guest runs/);
    const clean = page.locator('.legend .word', { hasText: 'CLEAN' });
    await clean.locator('button').focus();
    expect(await clean.getByRole('tooltip').innerText()).toContain('empties it');
    expect(facts).toMatch(/Become dirty in round 1, r\s+[\d,]+ pages\/s \([\d.]+\sMbit\/s\)/);
    expect(facts).toMatch(/Sent in round 1, B\s+[\d,]+ pages\/s \([\d.]+\sMbit\/s\)/);
    expect(facts).toMatch(/r \/ B\s+0\.\d+: rounds shrink by a factor of [\d.]+/);
    expect(await page.locator('#knob-guest-rate + output').innerText()).toMatch(
      /3000 pages\/s\s+98\.3 Mbit\/s/,
    );
    await page.focus('.scrub');
    await page.keyboard.press('End');
    expect(await timeOf(page)).toMatch(/^\d+\.\d{3} s/);
    expect(await page.locator('.rounds thead').innerText()).toContain('pages/s');
    await openFile(
      page,
      SMALL_GUEST.replace('3000 pages/s, workingSet: 8', '30000 pages/s, workingSet: 56'),
    );
    await page.focus('.scrub');
    await page.keyboard.press('End');
    await page.getByText(/^[\d.]+: rounds do not shrink$/).waitFor();
  });

  test('has titles that follow the settings, and compares two in numbers and curves', async () => {
    const page = await browser.play(SMALL_GUEST);
    await page.getByRole('button', { name: 'Compare with another setting' }).click();
    await settled(page, 'B');
    await page.getByText('The settings are the same.').waitFor();
    await page.focus('#knob-source-dom0-cap');
    for (let pressed = 0; pressed < 4; pressed += 1) await page.keyboard.press('ArrowRight');
    await page.getByText('B has Cap of Dom0, source: 60 %.').waitFor();
    await settled(page, 'B');
    const titleOf = (side: string): Promise<string> =>
      page.locator(`article[aria-label="Run ${side}"] h2 bdi`).innerText();
    expect(await titleOf('A')).toBe('A small guest');
    const turned = 'Cap of Dom0, source: 60 %. Otherwise: A small guest';
    expect(await titleOf('B')).toBe(turned);
    const cells = await page.locator('.compared tbody tr').first().locator('td').allInnerTexts();
    const [a = 0, b = 0, apart = 0] = cells.map((cell) => {
      return Number.parseFloat(cell.replace('−', '-').replace('+', ''));
    });
    expect(b).toBeLessThan(a - 0.5);
    expect(apart).toBeCloseTo(b - a, 2);
    const curves = await page.locator('.compared polyline').all();
    const points = await Promise.all(curves.map((curve) => curve.getAttribute('points')));
    expect(new Set(points).size).toBe(2);
    expect(await saved(page, 'Save scenario')).toContain(turned);
    await page.getByRole('button', { name: 'Share as a link' }).click();
    await page.getByText('It opens where this lab lies at the same path.').waitFor();
    await page.getByRole('button', { name: 'Keep B only' }).click();
    await settled(page);
    await page.focus('#knob-source-dom0-cap');
    for (let pressed = 0; pressed < 4; pressed += 1) await page.keyboard.press('ArrowLeft');
    await page.locator('.side h2 bdi').getByText('A small guest', { exact: true }).waitFor();
  });

  test('has the picture first on a phone, and folds its knobs', async () => {
    const phone = { viewport: { width: 390, height: 844 }, forcedColors: 'active' } as const;
    const page = await browser.open('', phone);
    await settled(page);
    expect(await topOf(page, '.page-map')).toBeLessThan(500);
    expect(await topOf(page, '.settings')).toBeGreaterThan(await topOf(page, '.rounds'));
    expect(await page.locator('#knob-source-dom0-cap').isVisible()).toBe(false);
    await page.getByText('Settings', { exact: true }).click();
    expect(await page.locator('#knob-source-dom0-cap').isVisible()).toBe(true);
    const swatches = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.side .swatch')]
        .map((each) => getComputedStyle(each).backgroundColor)`,
    );
    expect(new Set(swatches).size).toBeGreaterThan(8);
    // Bars of a table are a picture below their numbers, which forced colours would take away.
    await page.focus('.scrub');
    await page.keyboard.press('End');
    const bars = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.rounds td[style]')]
        .map((each) => getComputedStyle(each).backgroundImage)`,
    );
    expect(bars.filter((image) => !image.includes('linear-gradient'))).toEqual([]);
    expect(bars.length).toBeGreaterThan(2);
    expect(await widerThanPage(page)).toEqual([]);
    await page.evaluate(`location.hash = '#/lesson/3'`);
    await page.locator('.plane .axes text').first().waitFor();
    expect(await topOf(page, '.question')).toBeLessThan(220);
    // As large as it is read, not as it was drawn.
    expect((await page.locator('.axes text').first().boundingBox())?.height).toBeGreaterThan(9);
    expect(await widerThanPage(page)).toEqual([]);
    await page.goBack();
    const shipped = await page.locator('#shipped').innerText();
    expect(shipped).not.toContain('"');
  });

  test('hides what is to come if asked, until it is played', async () => {
    const page = await browser.play(SMALL_GUEST);
    const future = page.locator('.picture .future');
    expect(await future.isVisible()).toBe(false);
    await page.getByLabel('Hide what is to come').check();
    const order = page.getByLabel('Pages stand');
    const map = () => page.evaluate<string>(`document.querySelector('.page-map').toDataURL()`);
    const byScan = await map();
    await page.getByText('so the working set shows as stripes.').waitFor();
    await order.selectOption('by number');
    await page.getByText('visits every 1,024th page, then those beside them').waitFor();
    expect(await map()).not.toBe(byScan);
    await order.selectOption('in the order of the scan');
    const wide = async (): Promise<number> => (await future.boundingBox())?.width ?? 0;
    const before = await wide();
    for (let step = 0; step < 8; step += 1) await page.keyboard.press('b');
    expect(await wide()).toBeLessThan(before - 20);
    await page.getByLabel('Hide what is to come').uncheck();
  });

  test('says where a long run is, offers what is expected, and gives it up', async () => {
    const page = await browser.play(SMALL_GUEST);
    const heavy = SMALL_GUEST.replace('64 MiB', '16 GiB').replace('40 %', '10 %');
    const buffer = Buffer.from(heavy);
    await page.setInputFiles('input[type=file]', {
      name: 'heavy.yaml',
      mimeType: 'text/yaml',
      buffer,
    });
    await page.getByText(/s of simulated time, round 1: [\d,]+ of 4,194,304 pages\./).waitFor();
    await page.locator('.times[aria-busy="false"] b').first().waitFor();
    await page.getByText(/About \d+ (?:s|min) more\./).waitFor();
    await page.getByRole('button', { name: 'Cancel the simulation' }).click();
    await page.getByText('its simulation was cancelled; what is shown is the run before').waitFor();
  });
});
