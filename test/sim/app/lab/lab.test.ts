/** The lab as a person uses it: from disk, with the network off, in a real browser. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { run } from '../../../../sim/run/run.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import { openFile, SMALL_GUEST, saved, settled, sharedLab } from '../../../support/lab-browser.ts';
import { describeWhere, whyNoChromium } from '../../../support/needs.ts';

const browser = sharedLab();

/** A page in which the small guest is open. */
const small = (): Promise<Page> => browser.play(SMALL_GUEST);

const resultOf = (text: string): string =>
  `${JSON.stringify(run(loadScenario(text, 'x.yaml', { profiles: PROFILES }).scenario))}\n`;

const timeOf = async (page: Page): Promise<number> =>
  Number.parseFloat((await page.getByLabel('Simulated time').textContent()) ?? '');

const sentNow = async (page: Page): Promise<number> => {
  const text = await page.locator('.legend li').first().locator('b').textContent();
  return Number((text ?? '').replaceAll(',', ''));
};

/** What no later change can touch; which sent pages have been written is drawn later. */
const leftNow = (page: Page): Promise<string | null> =>
  page.locator('.facts div', { hasText: 'Left in this round' }).textContent();

/** Moves a slider by the keyboard, as one would without a mouse. */
async function press(page: Page, id: string, key: string, times: number): Promise<void> {
  await page.focus(id);
  for (let pressed = 0; pressed < times; pressed += 1) await page.keyboard.press(key);
}

describeWhere(whyNoChromium(), 'a person', () => {
  test('plays, pauses and finds the guest moved', async () => {
    const page = await small();
    await page.getByLabel('Speed').selectOption('20');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.getByText('fewer pages were left').waitFor();
    const seconds = JSON.parse(resultOf(SMALL_GUEST)).migrations[0].totalSeconds as number;
    expect(await timeOf(page)).toBeCloseTo(seconds, 3);
  });

  test('steps forward by batch, round and event, and back to what was there before', async () => {
    const page = await small();
    const forward = (kind: string) => page.getByRole('button', { name: `Forward one ${kind}` });
    const back = (kind: string) => page.getByRole('button', { name: `Back one ${kind}` });
    for (let step = 0; step < 5; step += 1) await forward('batch').click();
    const [sent, time] = [await sentNow(page), await timeOf(page)];
    expect(sent).toBeGreaterThan(1000);
    await forward('batch').click();
    expect(await sentNow(page)).toBeGreaterThan(sent);
    await back('batch').click();
    expect([await sentNow(page), await timeOf(page)]).toEqual([sent, time]);
    await forward('event').click();
    expect(await timeOf(page)).toBeGreaterThanOrEqual(time);
    await forward('round').click();
    await forward('round').click();
    expect(await page.locator('.rounds tbody tr').count()).toBeGreaterThan(1);
    await back('round').click();
    await back('round').click();
    await back('round').click();
    expect(await sentNow(page)).toBe(0);
  });

  test('scrubs with the slider of time', async () => {
    const page = await small();
    await press(page, '.scrub', 'End', 1);
    await page.getByText('fewer pages were left').waitFor();
    await press(page, '.scrub', 'Home', 1);
    expect(await sentNow(page)).toBe(0);
  });

  test('points into the time line: it goes to that time, and says what was there', async () => {
    const page = await small();
    const end = await page.getByLabel('Simulated time').locator('span').textContent();
    await page.locator('.picture').scrollIntoViewIfNeeded();
    const { width } = (await page.locator('.picture').boundingBox()) as { width: number };
    await page.locator('.picture').click({ position: { x: (width - 82) / 2 + 66, y: 30 } });
    const half = Number.parseFloat((end ?? '').replace('of ', '')) / 2;
    expect(await timeOf(page)).toBeCloseTo(half, 1);
    expect(await page.locator('.reading').innerText()).toContain('pre-copy');
    expect(await page.locator('.now').isVisible()).toBe(true);
  });

  test('changes a cap while it runs; saved, that gives the same bytes in Node', async () => {
    const page = await small();
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('b');
    const before = [await timeOf(page), await leftNow(page)];
    await press(page, '#knob-source-dom0-cap', 'ArrowRight', 1);
    await page.getByText('Changes during the run').waitFor();
    await settled(page);
    expect([await timeOf(page), await leftNow(page)]).toEqual(before);
    const text = await saved(page, 'Save scenario');
    expect(text).toMatch(/at: 0\.\d+ s/);
    expect(text).toContain('source.dom0.cap: 45 %');
    expect(text).toMatch(/^title: .*Cap of Dom0, source: 45 % from 0\.\d+ s on/);
    expect(text).toContain('# a comment that stays');
    expect(await saved(page, 'Save result')).toBe(resultOf(text));
    expect(resultOf(text)).not.toBe(resultOf(SMALL_GUEST));
    await page.getByRole('button', { name: /^Take back/ }).click();
    await page.getByText('Changes during the run').waitFor({ state: 'detached' });
    await settled(page);
    expect(await saved(page, 'Save result')).toBe(resultOf(SMALL_GUEST));
  });

  test('presses a slider again and again while it plays, and no press is lost', async () => {
    const page = await small();
    await page.getByLabel('Speed').selectOption('0.1');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await press(page, '#knob-source-dom0-cap', 'ArrowRight', 6);
    await page.getByRole('button', { name: 'Pause' }).click();
    await settled(page);
    const text = await saved(page, 'Save scenario');
    expect(text).toContain('source.dom0.cap: 70 %');
    expect(text.match(/at: .* s/g)).toHaveLength(1);
  });

  test('comes back from another page to what was made of a link', async () => {
    const page = await small();
    await page.getByRole('button', { name: 'Share as a link' }).click();
    const link = await page.getByLabel('Link to this setting').inputValue();
    const other = await browser.open(link.slice(link.indexOf('#')));
    await settled(other);
    await press(other, '#knob-source-dom0-cap', 'ArrowRight', 1);
    await other.getByText(/^The run starts again/).waitFor();
    await other.getByRole('link', { name: 'Documentation' }).click();
    await other.locator('.docs').waitFor();
    await other.goBack();
    await settled(other);
    expect(await saved(other, 'Save scenario')).toContain('cap: 45 %');
  });

  test('reports that the memory cannot change during the run, and starts again', async () => {
    const page = await small();
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('b');
    await page.locator('#knob-memory').selectOption('128 MiB');
    await page.getByText('Memory cannot change during the run').waitFor();
    expect(await sentNow(page)).toBe(0);
    expect(await saved(page, 'Save scenario')).toContain('memory: 128 MiB');
  });

  test('gives the guest other work, which drops timed changes of the work before', async () => {
    const page = await small();
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('b');
    await press(page, '#knob-guest-rate', 'ArrowRight', 1);
    await page.getByText('Changes during the run').waitFor();
    await settled(page);
    await page.locator('#knob-workload').selectOption('idle');
    await page.locator('#knob-guest-rate').waitFor({ state: 'detached' });
    await settled(page);
    expect(await page.locator('.mistakes').count()).toBe(0);
    expect(await saved(page, 'Save scenario')).not.toContain('changes');
  });

  test('compares two settings, side by side', async () => {
    const page = await small();
    await page.getByRole('button', { name: 'Compare with another setting' }).click();
    await settled(page, 'B');
    await press(page, '#knob-interface-rate', 'Home', 1);
    await page.getByText(/^The run starts again/).waitFor();
    await settled(page, 'B');
    await press(page, '.scrub', 'End', 1);
    await page.getByLabel('Run B').getByText('In all').waitFor();
    const end = async (side: string): Promise<number> => {
      const text = await page.getByLabel(`Run ${side}`).locator('.facts').textContent();
      return Number.parseFloat(/In.all([\d.]+) s/.exec(text ?? '')?.[1] ?? '');
    };
    expect(await end('B')).toBeGreaterThan(2 * (await end('A')));
  });

  test('shares a link that opens the same setting', async () => {
    const page = await small();
    await page.getByRole('button', { name: 'Share as a link' }).click();
    const link = await page.getByLabel('Link to this setting').inputValue();
    const other = await browser.open(link.slice(link.indexOf('#')));
    await settled(other);
    expect(await saved(other, 'Save scenario')).toBe(SMALL_GUEST);
    const damaged = await browser.open('#/play/a=AAAA');
    await damaged.getByText('The link is damaged').waitFor();
  });

  test('does without a mouse', async () => {
    const page = await small();
    await page.keyboard.press('r');
    await page.keyboard.press('b');
    const sent = await sentNow(page);
    expect(sent).toBeGreaterThan(0);
    await page.keyboard.press('b');
    await page.keyboard.press('Shift+B');
    expect(await sentNow(page)).toBe(sent);
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.keyboard.press(' ');
  });

  test('is shown mistakes of a file with their places, and the last run stays', async () => {
    const page = await small();
    await openFile(page, SMALL_GUEST.replace('40 %', '9000 %'));
    await page.getByText('a cap of 9000 % is more than').waitFor();
    await page.locator('.page-map').waitFor();
    await openFile(page, `fidelity: expected\n${SMALL_GUEST}`);
    await page.getByText('has no pages to watch').waitFor();
  });

  test('who asks for no moving pictures gets none', async () => {
    const page = await browser.open('', { reducedMotion: 'reduce' });
    await settled(page);
    await page.getByRole('button', { name: 'To the end' }).click();
    await page.getByText('In all').waitFor();
  });
});
