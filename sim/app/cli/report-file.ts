/** Writes report pages: one HTML file each, with plotly.js in it. */
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import type { Page } from '../../output/html/page.ts';
import { renderPage } from '../../output/html/render-page.ts';
import type { PageOrigin } from '../../output/html/run-page.ts';
import { readText, writeAll } from '../files/files.ts';
import { VERSION } from '../version.ts';
import { commandLine } from './terminal.ts';

/** The text of plotly.js. */
export function plotlyText(): string {
  return readText(createRequire(import.meta.url).resolve('plotly.js-dist-min/plotly.min.js'));
}

/** @throws Problem when it cannot be written. */
export function writePage(path: string, page: Page): void {
  writeAll(dirname(path), { [basename(path)]: renderPage(page, plotlyText()) });
}

/** Version, and the command of this process. */
export function pageOrigin(): PageOrigin {
  return { version: VERSION, command: commandLine() };
}
