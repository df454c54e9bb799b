/** The paper's figures as files and as sections of a page. */

import { figurePlot } from '../../output/document/paper-figures.ts';
import { figurePage } from '../../output/html/figure-page.ts';
import type { PaperFigure, StatedTables } from '../../study/reproduce/paper-figures.ts';
import { readCsv } from '../../text/csv.ts';
import { readShipped, writeAll } from '../files/files.ts';
import { inChromium } from './chromium.ts';
import { plotlyText } from './report-file.ts';

/** What the paper's text states, as it is shipped. */
export function readStated(): StatedTables {
  const read = (name: string) => {
    const path = `measured/wu-zhao-2011-${name}.csv`;
    return readCsv(readShipped(path), `scenarios/${path}`);
  };
  return {
    values: read('stated-values'),
    figure1: read('figure-1'),
    figure5: read('figure-5'),
  };
}

/**
 * Writes each figure as SVG.
 * @throws Problem when there is no Chromium or a file cannot be written.
 */
export async function writeFigures(folder: string, figures: readonly PaperFigure[]): Promise<void> {
  const titles = figures.map(({ figure, title }) => `Figure ${figure}. ${title}`);
  const page = figurePage(figures.map(figurePlot), titles, plotlyText());
  const images = (await inChromium(page, 'makeFigures()')) as readonly string[];
  const named = figures.map(({ figure }, at) => {
    return [`figure-${figure}.svg`, `${images[at] ?? ''}\n`] as const;
  });
  writeAll(folder, Object.fromEntries(named));
}
