/** The lab shows the expected times of a setting before it has made its run. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import { openFile, SMALL_GUEST, settled, sharedLab } from '../../../support/lab-browser.ts';
import { describeWhere, whyNoChromium } from '../../../support/needs.ts';
import { runFirst } from '../../../support/run-first.ts';

const withCap = (percent: number): string => SMALL_GUEST.replace('40 %', `${percent} %`);

const DISK = SMALL_GUEST.replace(/\{kind: write.*\}/, '{kind: disk, rate: 5 MB/s}');

const browser = sharedLab();

/** What `precopy run` prints of both times. */
function times(text: string, fidelity: 'expected' | 'page-exact'): string[] {
  const { scenario } = loadScenario(text, 'x.yaml', { profiles: PROFILES });
  const { totalSeconds, downtimeSeconds } = runFirst({ ...scenario, fidelity });
  return [totalSeconds, downtimeSeconds].map((seconds) => `${seconds.toFixed(3)} s`);
}

const expectedOf = (text: string): string[] => times(text, 'expected');

const timesOf = (page: Page, side = 'A') =>
  page.locator(`.times[data-side="${side}"][aria-busy="false"]`);

/** Waits until the lab shows numbers. */
async function showsTimes(page: Page, expected: readonly string[], side = 'A'): Promise<void> {
  await timesOf(page, side)
    .getByText(expected[0] as string, { exact: true })
    .waitFor();
  expect(await timesOf(page, side).locator('b').allTextContents()).toEqual(expected);
}

/** Pulls a slider's thumb from where it is to another part of its width, and does not let go. */
async function drag(page: Page, id: string, from: number, to: number): Promise<void> {
  await page.locator(id).scrollIntoViewIfNeeded();
  const box = await page.locator(id).boundingBox();
  if (box === null) throw new Error(`${id} is not to be seen`);
  const thumb = 16;
  const xOf = (part: number): number => box.x + thumb / 2 + part * (box.width - thumb);
  const y = box.y + box.height / 2;
  await page.mouse.move(xOf(from), y);
  await page.mouse.down();
  await page.mouse.move(xOf(to), y, { steps: 12 });
}

describeWhere(whyNoChromium(), 'expected times', () => {
  test('a slider that is dragged shows it before it is let go, and no run is made', async () => {
    const page = await browser.play(SMALL_GUEST);
    await showsTimes(page, expectedOf(SMALL_GUEST));
    await drag(page, '#knob-source-dom0-cap', 7 / 20, 15 / 20);
    expect(await page.locator('#knob-source-dom0-cap + output').textContent()).toBe('80 %');
    expect(expectedOf(withCap(80))).not.toEqual(expectedOf(SMALL_GUEST));
    await showsTimes(page, expectedOf(withCap(80)));
    await page.getByText('Turn a knob and the run starts again.').waitFor();
    await page.mouse.up();
    await page.getByText(/^The run starts again/).waitFor();
  });

  test('it is set beside the run shown, which follows when the slider is let go', async () => {
    const page = await browser.play(SMALL_GUEST);
    await page.focus('#knob-source-dom0-cap');
    for (let pressed = 0; pressed < 4; pressed += 1) await page.keyboard.press('ArrowRight');
    await page.getByText(/^The run starts again/).waitFor();
    await settled(page);
    await showsTimes(page, expectedOf(withCap(60)));
    const [means, exact] = [expectedOf(withCap(60)), times(withCap(60), 'page-exact')];
    const apart = (await timesOf(page).locator('.apart').allTextContents()).map((text) =>
      Number.parseFloat(text.replace('−', '-').replaceAll(/[+±\s]/g, '')),
    );
    for (const [index, seconds] of apart.entries()) {
      const of = (shown: readonly string[]): number => Number.parseFloat(shown[index] ?? '');
      expect(Math.abs(seconds - (of(means) - of(exact)))).toBeLessThan(0.0016);
    }
    expect(apart.length).toBe(2);
    const said = `Expected: ${means[0]}, downtime ${means[1]}`;
    await page.locator('.expected [aria-live="polite"]').getByText(said).waitFor();
  });

  test('there is none of a guest with a disk, nor of a knob turned on the way', async () => {
    const page = await browser.play(DISK);
    await timesOf(page).getByText('what a guest of the kind `disk` writes differs').waitFor();
    expect(await timesOf(page).locator('b').count()).toBe(0);
    const height = (await timesOf(page).boundingBox())?.height;
    await openFile(page, SMALL_GUEST);
    await showsTimes(page, expectedOf(SMALL_GUEST));
    expect((await timesOf(page).boundingBox())?.height).toBe(height);
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('b');
    await drag(page, '#knob-source-dom0-cap', 7 / 20, 15 / 20);
    await timesOf(page).getByText('settings change while it runs').waitFor();
  });

  test('two settings have one each, on a narrow page too', async () => {
    const page = await browser.play(SMALL_GUEST);
    await page.setViewportSize({ width: 820, height: 1000 });
    await page.getByRole('button', { name: 'Compare with another setting' }).click();
    await settled(page, 'B');
    await page.focus('#knob-source-dom0-cap');
    await page.keyboard.press('ArrowRight');
    await showsTimes(page, expectedOf(withCap(45)), 'B');
    await showsTimes(page, expectedOf(SMALL_GUEST), 'A');
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
  });

  test('a file that names this fidelity has its numbers, though nothing to watch', async () => {
    const page = await browser.play(`fidelity: expected\n${withCap(55)}`);
    await showsTimes(page, expectedOf(withCap(55)));
  });

  test('a slider that is pulled where the file would be wrong says what would be', async () => {
    const page = await browser.play(SMALL_GUEST);
    await showsTimes(page, expectedOf(SMALL_GUEST));
    await drag(page, '#knob-guest-working-set', 3 / 16, 1);
    await timesOf(page)
      .getByText(/^None: the working set, 1 GiB, is above the memory/)
      .waitFor();
    await page.mouse.up();
    await page.locator('.mistakes').waitFor();
    await timesOf(page).getByText('None: the file has mistakes.').waitFor();
  });
});
