/** The documentation inside the lab: what is made of Markdown, and a person who reads it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pageName, renderMarkdown } from '../../../../vite.markdown.ts';
import { sharedLab } from '../../../support/lab-browser.ts';
import { describeWhere, whyNoChromium } from '../../../support/needs.ts';

const PATHS = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

const PAGES = new Map(
  PATHS.map((path) => [pageName(path), renderMarkdown(readFileSync(path, 'utf8'), path)]),
);

describe('Markdown', () => {
  test('its HTML and its odd links stay text', () => {
    const text = [
      '# A <b>title</b>',
      '<script>alert(1)</script>',
      'inline <img src=x onerror=alert(1)> and `<code>` and [bad](javascript:alert(1))',
      '![picture](https://example.org/x.png)',
      '```sh <i>.yaml',
      '<script>',
      '```',
    ].join('\n\n');
    const { html } = renderMarkdown(text, 'docs/x.md');
    const tags = [...html.matchAll(/<\/?(\w+)/g)].map(([, tag]) => tag);
    expect([...new Set(tags)].sort()).toEqual(['code', 'h1', 'p', 'pre']);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('javascript:');
  });

  test('links are read from the place of their page', () => {
    const text = '[a](../tutorial.md#run-it) [b](#here) [c](../../README.md) [d](../../x/y.ts)';
    const { html } = renderMarkdown(text, 'docs/how-to/x.md');
    const targets = [...html.matchAll(/href="([^"]*)"/g)].map(([, target]) => target);
    expect(targets).toEqual([
      '#/docs/tutorial?section=run-it',
      '#/docs/how-to/x?section=here',
      '#/docs/readme',
    ]);
    expect(html).toContain(' d');
  });

  test.each([...PAGES.keys()])('every link of %s leads to a page and a section', (name) => {
    const { html } = PAGES.get(name)!;
    const links = html.matchAll(/href="#\/docs\/([^"?]*)(?:\?section=([^"]*))?"/g);
    for (const [, target, section] of links) {
      const page = PAGES.get(target);
      expect(page, target).toBeDefined();
      const ids = page!.sections.map(({ id }) => id);
      if (section !== undefined) expect(ids, target).toContain(section);
    }
  });
});

test('each lesson has a place to read on, and it is there', () => {
  const folder = 'sim/app/lab/lessons';
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
    .filter(({ text }) => text.includes(': Lesson = {'));
  expect(texts).toHaveLength(11);
  for (const { name, text } of texts) {
    const places = [...text.matchAll(/page: '([^']*)',\s+section: '([^']*)'/g)];
    expect(places, name).not.toEqual([]);
    for (const [, page, section] of places) {
      expect(
        PAGES.get(page)?.sections.map(({ id }) => id),
        name,
      ).toContain(section);
    }
  }
});

/** Paragraphs that do not stand one below the other. */
const PARAGRAPHS_ELSEWHERE = `[...document.querySelectorAll('.reading p')]
  .filter((each) => getComputedStyle(each).position !== 'static')
  .map((each) => each.textContent.slice(0, 40))`;

describeWhere(whyNoChromium(), 'a person', () => {
  const browser = sharedLab();

  test('goes from a lesson to its equation, follows a link, finds the answer kept', async () => {
    const page = await browser.open('#/lesson/1');
    await page.focus('#guess');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'This is my prediction' }).click();
    await page.locator('.verdict').waitFor();
    await page.getByRole('link', { name: /^The model and its limits: 7/ }).click();
    const heading = page.locator('[data-section="7-total-time-and-downtime"]');
    await heading.waitFor();
    expect(await heading.evaluate((element) => element.matches(':focus'))).toBe(true);
    const top = await heading.evaluate((element) => element.getBoundingClientRect().top);
    expect(Math.abs(top)).toBeLessThan(100);
    await page.locator('article').getByRole('link', { name: 'a calibration of their own' }).click();
    await page.getByRole('heading', { level: 1, name: 'Calibrate on your log' }).waitFor();
    await page.goBack();
    await page.goBack();
    await page.locator('.verdict').waitFor();
    await page.getByRole('button', { name: 'Predict again' }).click();
    await page.getByText('move the slider').waitFor();
    expect(browser.errors).toEqual([]);
  });

  test('opens every page by the keyboard from the list, and no page is wider than it', async () => {
    const page = await browser.open('#/docs', { viewport: { width: 820, height: 900 } });
    await page.locator('.pages summary').press('Enter');
    const links = await page.locator('.pages a').all();
    expect(links).toHaveLength(PAGES.size);
    for (const link of links) {
      const title = (await link.textContent()) ?? '';
      await link.press('Enter');
      await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow, title).toBe(0);
      const elsewhere = await page.evaluate<string[]>(PARAGRAPHS_ELSEWHERE);
      expect(elsewhere, title).toEqual([]);
    }
    expect(browser.errors).toEqual([]);
  });

  test('sees that an address leads to no page', async () => {
    const page = await browser.open('#/docs/no-such-page');
    await page.getByText('No such page').waitFor();
  });
});
