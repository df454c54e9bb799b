/** Writes report pages: one HTML file each, with plotly.js in those that have plots of it. */
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import type { ReportDocument } from '../../output/document/document.ts';
import { type PageOrigin, renderPage } from '../../output/html/render-page.ts';
import { readBuilt, readText, writeAll } from '../files/files.ts';
import { VERSION } from '../version.ts';
import { commandLine } from './terminal.ts';

/** The text of plotly.js. */
export function plotlyText(): string {
  return readText(createRequire(import.meta.url).resolve('plotly.js-dist-min/plotly.min.js'));
}

/** @throws Problem when it cannot be written. */
export function writePage(path: string, document: ReportDocument): void {
  const page = renderPage(document, pageOrigin(), {
    page: readBuilt('report-page.js', '--report'),
    plotly: plotlyText,
  });
  writeAll(dirname(path), { [basename(path)]: page });
}

/** Version, and the command of this process. */
function pageOrigin(): PageOrigin {
  return { version: VERSION, command: commandLine() };
}
