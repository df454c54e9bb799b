/** The lab in a real browser, from disk, with the network off, and what a person does there. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { PATIENCE_MS, startChromium } from './chromium.ts';
import { LAB } from './cli.ts';

/** What the page's policy forbids is an error, though a page may go on. */
const TELL_OF_VIOLATIONS =
  "addEventListener('securitypolicyviolation', (event) => console.error(event.blockedURI))";

/**
 * A browser, the lab as built, and errors that pages have raised. A page that a test has left is
 * given to the next one: to open a window takes longer than to load the lab.
 */
export class LabBrowser {
  #browser: Browser | undefined;
  readonly #idle: Page[] = [];
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

  /** A page that no other part of the test has, with the lab in it. */
  async open(hash = '', options?: BrowserContextOptions): Promise<Page> {
    const kept = options === undefined ? this.#idle.pop() : undefined;
    const page = kept ?? (await this.#newPage(options));
    (options === undefined ? this.#opened : this.#special).push(page);
    await page.goto(this.address(hash));
    return page;
  }

  /** What was opened before a test stays open. */
  beginTest(): void {
    this.#opened = [];
  }

  /** Nothing goes on in the pages of a test, and nothing of it is left. */
  async endTest(): Promise<void> {
    for (const page of this.#opened) {
      await page.mouse.up();
      await page.evaluate('localStorage.clear()');
      await page.goto('about:blank');
    }
    this.#idle.push(...this.#opened.splice(0));
    for (const page of this.#special.splice(0)) await page.context().close();
  }

  async #newPage(options: BrowserContextOptions = {}): Promise<Page> {
    if (this.#browser === undefined) throw new Error('the browser was not started');
    const context = await this.#browser.newContext({ offline: true, ...options });
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
  afterEach(async () => {
    await browser.endTest();
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

/** Opens a file of the person's own. */
export async function openFile(page: Page, name: string, text: string): Promise<void> {
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
