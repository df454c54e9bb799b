/** A lesson as a learner takes it by the keyboard, and what each answer says. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Tab until something is focused. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement.matches('${selector}')`)) return;
  }
  throw new Error(`no way by Tab to ${selector}`);
}

export const press = async (page: Page, key: string, times: number): Promise<void> => {
  for (let time = 0; time < times; time += 1) await page.keyboard.press(key);
};

interface Taken {
  /** What is moved, and with which keys. */
  readonly field: string;
  readonly key: string;
  readonly times: number;
  /** What the answer says to it. */
  readonly says: readonly string[];
}

/** All lessons, in order. */
export const LESSONS: readonly Taken[] = [
  // 9 s: one way, at the rate of the network.
  {
    field: '#guess',
    key: 'ArrowRight',
    times: 30,
    says: ['The storage takes 480 Mbit/s, twice', 'network of 10 Gbit/s'],
  },
  { field: '#guess', key: 'ArrowRight', times: 40, says: ['15,807 pages. Round 1', 'near enough'] },
  { field: '.plane', key: 'ArrowDown', times: 3, says: ['Round 4 sends 14,963', 'straight line'] },
  {
    field: '#guess',
    key: 'ArrowRight',
    times: 24,
    says: ['7,269 pages', 'Where it writes decides'],
  },
  { field: '#guess', key: 'ArrowRight', times: 12, says: ['36 %', 'That is round 1 alone'] },
  {
    field: '.curve input',
    key: 'ArrowUp',
    times: 24,
    says: ['It does not bend, it stops', 'a rule of Xen'],
  },
  // 15 ms: what is left over the rate.
  {
    field: '#guess',
    key: 'ArrowRight',
    times: 10,
    says: [
      'You divided what is left by the rate',
      'The pages that are left 15 ms',
      'destroyed at the source, and waited for until it is gone 213 ms',
      'devices are set up at the destination 240 ms',
    ],
  },
  {
    field: '.curve input',
    key: 'ArrowUp',
    times: 21,
    says: ['neither link nor CPU is ever full', '17.2 → 13 s', 'the link carries 1 Gbit/s'],
  },
  {
    field: '.curve input',
    key: 'ArrowDown',
    times: 5,
    says: ['hyperbola with floor is the best of', 'two, by lesson 8'],
  },
  {
    field: '.answers input',
    key: 'ArrowDown',
    times: 3,
    says: [
      'noticed after 925 s',
      'keeps it until then',
      'vm is lost',
      'under xl vm runs on at source after it stood for 0.411 s',
    ],
  },
  {
    field: '.answers input',
    key: 'ArrowDown',
    times: 2,
    says: ['QEMU is given a downtime', 'Xen 4.20, xl'],
  },
];

export const textOf = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).innerText()).replaceAll(/\s+/g, ' ');

/** Before lesson 3 is answered: rounds 1 and 2 as points, by which a line can be drawn. */
async function seesTwoRounds(page: Page): Promise<void> {
  await page.locator('.plane .marks circle').first().waitFor();
  expect(await page.locator('.plane .marks circle').count()).toBe(2);
}

export async function take(
  page: Page,
  number: number,
  { field, key, times, says }: Taken,
): Promise<void> {
  await page.getByRole('heading', { name: new RegExp(`^${number}\\. `) }).waitFor();
  expect(await page.title()).toMatch(/ - precopy lab$/);
  await tabTo(page, field);
  await press(page, key, times);
  if (number === 3) await seesTwoRounds(page);
  await page
    .getByRole('button', { name: 'This is my prediction' })
    .and(page.locator(':enabled'))
    .waitFor();
  await tabTo(page, 'button.primary:enabled');
  await page.keyboard.press('Enter');
  await page.locator('.verdict').waitFor();
  // Where a reader goes on from, and what is read out.
  await expect.poll(() => page.evaluate('document.activeElement.className')).toBe('verdict');
  expect(await page.locator('.verdict').getAttribute('role')).toBe('status');
  const said = (await textOf(page, '.answer')).toLowerCase();
  for (const words of says) expect(said).toContain(words.toLowerCase());
  await explainsItsWords(page, number);
}

/** Words of the trade, and the lesson that first has each and says what it means. */
const TRADE: readonly (readonly [lesson: number, words: readonly string[]])[] = [
  [2, ['dirty page', 'toolstack']],
  [5, ['batch']],
  [6, ['the paper', 'cap', 'Dom0']],
  [8, ['credits', 'parked', 'accounting']],
  [9, ['knee', 'R²', 'AICc', 'residuals']],
];

async function explainsItsWords(page: Page, number: number): Promise<void> {
  const text = await page.evaluate<string>(`{
    const copy = document.querySelector('.lesson article').cloneNode(true);
    for (const each of copy.querySelectorAll('code, [role=tooltip]')) each.remove();
    copy.textContent;
  }`);
  const explained = (await page.locator('.word > button').allTextContents()).join();
  for (const [lesson, words] of TRADE) {
    for (const word of words) {
      const begins = new RegExp(`\\b${word}`);
      if (number < lesson) expect(text).not.toMatch(begins);
      if (number === lesson) expect(explained).toMatch(begins);
    }
  }
  const glued = await page.evaluate<string[]>(
    `[...document.querySelectorAll('.word')].map((each) => each.previousSibling?.data ?? ' ')
      .filter((before) => /\\w$/.test(before))`,
  );
  expect(glued).toEqual([]);
  const first = page.locator('.answer .word', { has: page.locator('button') }).first();
  if ((await first.count()) === 0) return;
  await first.locator('button').focus();
  expect(await first.getByRole('tooltip').innerText()).toMatch(/\w+ \w+/);
}
