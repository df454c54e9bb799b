/** The scripts of report pages, for tests that make pages from the sources. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { rolldown } from 'rolldown';
import type { PageScripts } from '../../sim/output/html/render-page.ts';

const { resolve } = createRequire(import.meta.url);
export const PLOTLY = readFileSync(resolve('plotly.js-dist-min/plotly.min.js'), 'utf8');

const made = await rolldown({ input: 'sim/output/page/main.ts' });
const { output } = await made.generate({ format: 'iife' });
await made.close();

export const SCRIPTS: PageScripts = { page: output[0].code, plotly: () => PLOTLY };
