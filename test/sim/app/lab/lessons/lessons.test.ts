/** The lessons as a learner takes them: by the keyboard alone, in one page, without a network. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { drawSettings } from '../../../../../sim/app/lab/lessons/draw.ts';
import { byHand } from '../../../../../sim/app/lab/lessons/formula.ts';
import { sharedLab, widerThanPage } from '../../../../support/lab-browser.ts';
import { LESSONS, press, tabTo, take, textOf } from '../../../../support/lesson-taking.ts';
import { describeWhere, whyNoChromium } from '../../../../support/needs.ts';

const browser = sharedLab();

describeWhere(whyNoChromium(), 'a learner', () => {
  test.each([
    [1, 3],
    [4, 6],
    [7, 9],
    [10, 11],
  ])('takes lessons %i to %i by the keyboard', async (first, last) => {
    const page = await browser.open(`#/lesson/${first}`, { reducedMotion: 'reduce' });
    for (const [index, lesson] of LESSONS.slice(first - 1, last).entries()) {
      await take(page, first + index, lesson);
      if (first + index === 2) await seesTheFormulaFollow(page);
      if (first + index === 3) await seesTheRoundsFollow(page);
      await tabTo(page, '.answer .buttons a');
      await page.keyboard.press('Enter');
    }
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await page.goBack();
    const count = last - first + 1;
    expect(await textOf(page, '.record summary')).toContain(`${count} of ${LESSONS.length}`);
    await page.reload();
    expect(await textOf(page, '.record summary')).toContain(`${count} of ${LESSONS.length}`);
  });

  test('sees the map follow, and takes the last test', async () => {
    const page = await browser.open('#/lesson/12');
    await seesTheMap(page);
    await page.goto(browser.address('#/lesson/13/5'));
    await takesTheTest(page);
  });
});

/** After lesson 2: a number in the sentence is turned, and formula and simulation follow. */
async function seesTheFormulaFollow(page: Page): Promise<void> {
  const simulated = () => textOf(page, '.simulated >> nth=0');
  await page.locator('.simulated b >> nth=0').waitFor();
  const before = await simulated();
  expect(await textOf(page, '.term.new')).toContain('262,144 × 63 µs = 16.5 s');
  expect(await textOf(page, '.term.toolstack')).toContain('?');
  await tabTo(page, '.drag[aria-label="Memory"]');
  await page.keyboard.press('ArrowLeft');
  expect(await textOf(page, '.term.new')).toContain(
    '131,072 × 63 µs = 8.3 s'.replace('8.3', '8.26'),
  );
  await page.waitForFunction(
    `!document.querySelector('.simulated').innerText.includes('${before.slice(0, 20)}')`,
  );
  expect(await simulated()).toMatch(/^simulated: 9\.\d+ s/);
  await seesTheQuestionFollow(page);
}

/** The same guest in the words of the question: with half the memory, and then more writes. */
async function seesTheQuestionFollow(page: Page): Promise<void> {
  expect(await textOf(page, '.question')).toContain('512 MiB, which is 131,072 pages');
  const follows = () => textOf(page, '.follows');
  await expect
    .poll(follows)
    .toMatch(/^With these numbers, expected: 1[23],\d+ pages, down for 0\.51 s, 9\.\d+ s in all/);
  expect(await textOf(page, '.question')).toContain('the copy takes 8 seconds');
  const marker = () => page.locator('.truth span').getAttribute('style');
  const before = await marker();
  await page.locator('.question .drag[aria-label="Pages written a second"]').focus();
  await press(page, 'ArrowUp', 3);
  expect(await textOf(page, '.question')).toContain('writes 9,000 pages a second');
  await expect.poll(follows).toContain('expected: 16,');
  expect(await marker()).not.toBe(before);
  expect(await textOf(page, '.explore .sentence')).toContain('writes 9,000 pages a second');
  // What was predicted was asked of the guest as it was.
  expect(await textOf(page, '.verdict')).toContain('the simulation says 15,807 pages');
}

/** After lesson 3: its plane, and what becomes of it when a number is dragged by the mouse. */
async function seesTheRoundsFollow(page: Page): Promise<void> {
  const pointsOf = (colour: string) => page.locator(`.prediction .marks.${colour} circle`).all();
  const rounds = async () => (await pointsOf('sent')).length;
  expect([await rounds(), (await pointsOf('down')).length]).toEqual([11, 1]);
  const line = (await page.locator('.prediction .line.second').getAttribute('points')) ?? '';
  expect(line.split(' ').length).toBeGreaterThan(9);
  const keys = await textOf(page, '.prediction .keys');
  for (const words of ['each 42 % of the one before', 'the last, guest stopped']) {
    expect(keys).toContain(words);
  }
  expect(await textOf(page, '.answer')).toMatch(/The last round has more pages .* suspends/);
  const number = page.locator('.question .drag[aria-label="Pages written a second"]');
  await number.hover();
  const { x, y } = (await number.boundingBox()) as { x: number; y: number };
  await page.mouse.move(x + 5, y + 5);
  await page.mouse.down();
  await page.mouse.move(x - 65, y + 5, { steps: 5 });
  await page.mouse.up();
  expect(await number.innerText()).toBe('1,000');
  await expect.poll(rounds).toBeLessThan(8);
  expect(await textOf(page, '.prediction .keys')).not.toContain('each 42 %');
}

async function seesTheMap(page: Page): Promise<void> {
  const cell = page.locator('.outcomes td[aria-current]');
  await page.locator('.outcomes td.max-factor').first().waitFor();
  expect([await cell.innerText(), await cell.getAttribute('class')]).toEqual(['0.51', 'few-pages']);
  await tabTo(page, '.drag[aria-label="Pages written a second"]');
  await page.keyboard.press('End');
  expect([await cell.innerText(), await cell.getAttribute('class')]).toEqual([
    '1.15',
    'max-rounds',
  ]);
  expect(await textOf(page, '.formula')).toContain('rounds do not shrink');
  await dragsTheRing(page);
  await movesTheRingByKeys(page);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await widerThanPage(page)).toEqual([]);
}

/** From the cell with the ring to the one at the upper left. */
async function dragsTheRing(page: Page): Promise<void> {
  const first = page.locator('.outcomes tbody td').first();
  await page.locator('.outcomes td[aria-current]').hover();
  await page.mouse.down();
  await first.hover();
  await page.mouse.up();
  expect(await first.getAttribute('aria-current')).toBe('true');
  expect(await textOf(page, '.formula')).toContain('rounds shrink');
}

/** From the upper left: down, to the end of the row, and one back. */
async function movesTheRingByKeys(page: Page): Promise<void> {
  await tabTo(page, '.outcomes button');
  const ring = page.locator('.outcomes td[aria-current] button:focus');
  for (const [key, place] of [
    ['ArrowDown', '16 MiB, 1k pages a second'],
    ['End', '16 MiB, 100k pages a second'],
    ['ArrowLeft', '16 MiB, 40k pages a second: 0.63 s, stopped after 29 rounds'],
    ['ArrowDown', '32 MiB, 40k pages a second'],
  ] as const) {
    await page.keyboard.press(key);
    expect(await ring.getAttribute('aria-label')).toContain(place);
  }
  expect(await textOf(page, '.sentence')).toContain('writes 40,000 pages a second, all to 32 MiB');
  expect(await textOf(page, '.formula')).toContain('rounds do not shrink');
}

/** By hand: the sums of the formula, as one would type them. */
async function takesTheTest(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'The last test' }).waitFor();
  for (const setting of drawSettings(5, 5)) {
    const { totalSeconds, downtimeSeconds } = byHand(setting);
    for (const seconds of [totalSeconds, downtimeSeconds]) {
      await tabTo(page, '.questions input');
      await page.keyboard.type(seconds.toFixed(1 + Number(seconds < 2)).replace('.', ','));
    }
  }
  await tabTo(page, 'button.primary');
  await page.keyboard.press('Enter');
  await page.locator('.verdict').waitFor();
  expect(await textOf(page, '.verdict')).toMatch(/^(?:9|10) of 10 times/);
  await tabTo(page, '.exam > label input');
  await page.keyboard.type('Ada');
  const code = await page.locator('.exam code').innerText();
  await page.getByText('For the teacher').press('Enter');
  await page.getByLabel('Code').fill(code);
  await page.getByLabel('Name', { exact: true }).fill('Ada');
  await page.getByText(/^Seed 5: (?:9|10) of 10/).waitFor();
}
