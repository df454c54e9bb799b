/** The lab in a real browser, from disk, with the network off, and what a person does there. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { PATIENCE_MS, startChromium } from './chromium.ts';
import { LAB } from './cli.ts';

const EMPTY = 'about:blank';

/** Pixels of a window. */
const SIZE = { width: 1280, height: 720 };

/** What the page's policy forbids is an error, though a page may go on. */
const TELL_OF_VIOLATIONS =
  "addEventListener('securitypolicyviolation', (event) => console.error(event.blockedURI))";

/** Whether the page of play is open, with one setting and nothing that stays with another file. */
const PLAYS_ONE = `document.querySelector('main.play') !== null &&
  document.querySelector('.which, .shared') === null`;

/**
 * A browser, the lab as built, and errors that pages have raised. A window that a test has left is
 * given to the next one: to open a window takes longer than to load the lab, and that longer than
 * to open a file in it.
 */
export class LabBrowser {
  #browser: Browser | undefined;
  /** Windows with an empty page. */
  readonly #idle: Page[] = [];
  /** Windows in which one setting is played. */
  readonly #playing: Page[] = [];
  #opened: Page[] = [];
  /** Pages of other kinds, which no other test wants. */
  readonly #special: Page[] = [];
  readonly errors: string[] = [];

  async start(): Promise<void> {
    this.#browser = await startChromium();
  }

  /** The address of the built file. @param hash with its `#`. */
  address(hash = ''): string {
    return `${pathToFileURL(LAB)}${hash}`;
  }

  /** A page in which a scenario is open and simulated; a test before it may have played others. */
  async play(text: string): Promise<Page> {
    const page = this.#playing.pop();
    if (page === undefined) {
      const opened = await this.open(`#/play/a=${deflateRawSync(text).toString('base64url')}`);
      await settled(opened);
      return opened;
    }
    this.#opened.push(page);
    await openFile(page, text);
    return page;
  }

  /** A page that no other part of the test has, with the lab loaded into it. */
  async open(hash = '', options?: BrowserContextOptions): Promise<Page> {
    const kept = options === undefined ? (this.#idle.pop() ?? this.#playing.pop()) : undefined;
    const page = kept ?? (await this.#newPage(options));
    (options === undefined ? this.#opened : this.#special).push(page);
    // A window in which the lab is loaded would only turn to another of its pages.
    if (page.url() !== EMPTY) await page.goto(EMPTY);
    await page.goto(this.address(hash));
    return page;
  }

  /** What was opened before a test stays open. */
  beginTest(): void {
    this.#opened = [];
  }

  /** Nothing of a test is left in its pages; a lab in which it failed is closed. */
  async endTest(hasFailed: boolean): Promise<void> {
    for (const page of this.#opened.splice(0)) {
      await page.mouse.up();
      await page.evaluate('localStorage.clear(); document.activeElement?.blur()');
      await page.setViewportSize(SIZE);
      const isKept = !hasFailed && (await page.evaluate<boolean>(PLAYS_ONE));
      if (!isKept) await page.goto(EMPTY);
      (isKept ? this.#playing : this.#idle).push(page);
    }
    for (const page of this.#special.splice(0)) await page.context().close();
  }

  async #newPage(options: BrowserContextOptions = {}): Promise<Page> {
    if (this.#browser === undefined) throw new Error('the browser was not started');
    const context = await this.#browser.newContext({ offline: true, viewport: SIZE, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('request', (request) => {
      if (/^(?:https?|wss?):/.test(request.url())) this.errors.push(`asked for ${request.url()}`);
    });
    await page.addInitScript(TELL_OF_VIOLATIONS);
    return page;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }
}

/** The lab for all tests of a file or a group; none of them may leave errors behind. */
export function sharedLab(): LabBrowser {
  const browser = new LabBrowser();
  beforeAll(() => browser.start());
  beforeEach(() => browser.beginTest());
  afterEach(async ({ task }) => {
    await browser.endTest(task.result?.state === 'fail');
    expect(browser.errors.splice(0)).toEqual([]);
  });
  afterAll(() => browser.close());
  return browser;
}

/** A guest that moves in some seconds, Dom0 of its source at 40 %. */
export const SMALL_GUEST = `title: A small guest
hosts: {source: {dom0: {cap: 40 %}}, destination: {}}
guests:
  vm:
    host: source
    memory: 64 MiB
    workload: {kind: write, rate: 3000 pages/s, workingSet: 8 MiB} # a comment that stays
migrations: [{guest: vm, to: destination}]
`;

/** Waits until a run is simulated and shown. */
export async function settled(page: Page, side = 'A'): Promise<void> {
  const article = `article[aria-label="Run ${side}"][aria-busy="false"]`;
  await page.waitForSelector(`${article} .page-map, ${article} .mistakes`);
}

/** What of a page lies beyond its right edge, seen or to be scrolled to. */
export const widerThanPage = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('body *')]
    .filter((each) => each.getBoundingClientRect().right > document.body.clientWidth + 1)
    .map((each) => each.outerHTML.slice(0, 80))`);

let files = 0;

/** Opens a file of the person's own. Its name is like no other: it shows when it is there. */
export async function openFile(page: Page, text: string): Promise<void> {
  const name = `own-${++files}.yaml`;
  const buffer = Buffer.from(text);
  await page.setInputFiles('input[type=file]', { name, mimeType: 'text/yaml', buffer });
  await page.getByText(`The file: ${name}`).waitFor();
  await settled(page);
}

/** What a button gives to save. */
export async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}
