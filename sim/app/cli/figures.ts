/** The paper's figures as files: each as SVG, its data as CSV, and as PNG if that is asked for. */
import { figureCsv } from '../../output/csv/figure-csv.ts';
import { figurePlot } from '../../output/document/paper-figures.ts';
import { IMAGE_PIXELS, plotImage } from '../../output/html/plot-svg.ts';
import { loadScenario } from '../../scenario/load.ts';
import { DRAWN, type DrawnFile } from '../../study/reproduce/figure-curves.ts';
import type { PaperFigure, StatedTables } from '../../study/reproduce/paper-figures.ts';
import { readCsv, type Table } from '../../text/csv.ts';
import { Problem } from '../../text/problem.ts';
import { readShipped, shippedPath, writeAll } from '../files/files.ts';
import { openScenario } from '../files/scenario-file.ts';

const VALUES = 'measured/wu-zhao-2011-stated-values.csv';

/** What the paper's text states, as it is shipped. */
export async function readStated(): Promise<StatedTables> {
  const published: Partial<Record<DrawnFile, Table>> = {};
  for (const name of Object.keys(DRAWN) as DrawnFile[]) {
    const table = await publishedOf(shippedPath(name));
    if (table !== undefined) published[name] = table;
  }
  return { values: readCsv(readShipped(VALUES), `scenarios/${VALUES}`), published };
}

/** What the sweep of a scenario file names as published. */
async function publishedOf(file: string): Promise<Table | undefined> {
  const { text, options } = await openScenario({ file, set: [] });
  const { published } = loadScenario(text, file, options);
  return published === undefined ? undefined : (options.readTable?.(published) as Table);
}

/** Makes a PNG of an SVG. */
export type Rasteriser = (svg: string) => Promise<Uint8Array>;

/** 2,000 pixels across: 600 to the inch in a column of 3.3 inches. sharp draws an SVG at 72. */
const DENSITY = (72 * 2000) / IMAGE_PIXELS.width;

/** Of sharp, which is not among our dependencies, what is used. */
interface Sharp {
  default: (data: Buffer, how: { density: number }) => { png(): { toBuffer(): Promise<Buffer> } };
}

/** @throws Problem when the optional package sharp is not installed. */
export async function openRasteriser(): Promise<Rasteriser> {
  const name = 'sharp';
  try {
    const { default: sharp } = (await import(name)) as Sharp;
    return (svg) => sharp(Buffer.from(svg), { density: DENSITY }).png().toBuffer();
  } catch {
    const message = 'PNG is drawn with sharp, which is not installed';
    throw new Problem([{ where: '--png', message, hint: 'npm install sharp; SVG needs nothing' }]);
  }
}

/**
 * Writes each figure.
 * @param rasterise absent: no PNG.
 * @throws Problem when a file cannot be written.
 */
export async function writeFigures(
  folder: string,
  figures: readonly PaperFigure[],
  rasterise?: Rasteriser,
): Promise<void> {
  const files = figures.flatMap((figure) => {
    const name = figure.label.toLowerCase().replace(' ', '-');
    return [
      [`${name}.svg`, plotImage(figurePlot(figure))],
      [`${name}.csv`, figureCsv(figure)],
    ] as const;
  });
  writeAll(folder, Object.fromEntries(files));
  if (rasterise === undefined) return;
  const images: Record<string, Uint8Array> = {};
  for (const [name, text] of files) {
    if (name.endsWith('.svg')) images[name.replace(/svg$/u, 'png')] = await rasterise(text);
  }
  writeAll(folder, images);
}
