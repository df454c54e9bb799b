/**
 * The figures in docs/validation/figures, drawn again from the data beside them; and whether those
 * data are what the model gives now.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openRasteriser, readStated, writeFigures } from '../../../../sim/app/cli/figures.ts';
import { figurePlot } from '../../../../sim/output/document/paper-figures.ts';
import { plotImage } from '../../../../sim/output/html/plot-svg.ts';
import { openFitter } from '../../../../sim/study/fit/fit.ts';
import type { ExperimentRun, Experiments } from '../../../../sim/study/reproduce/experiments.ts';
import { DRAWN, type DrawnFile } from '../../../../sim/study/reproduce/figure-curves.ts';
import { type PaperFigure, paperFigures } from '../../../../sim/study/reproduce/paper-figures.ts';
import { numberColumn, readCsv, textColumn } from '../../../../sim/text/csv.ts';
import { testFolder } from '../../../support/folder.ts';
import { describeWhere, whyNoSharp } from '../../../support/needs.ts';

const { at } = testFolder('figures');

const FOLDER = 'docs/validation/figures';

/** The kept data of an experiment: those of its figure with all series. */
const kept = (file: DrawnFile) => {
  const name = file === 'paper/network.yaml' ? 'section-d' : file.replace(/paper\/|\.yaml/gu, '');
  return readCsv(readFileSync(`${FOLDER}/${name}.csv`, 'utf8'), name);
};

const FILES = (Object.keys(DRAWN) as DrawnFile[]).filter((file) => {
  return file !== 'paper/network.yaml' || existsSync(`${FOLDER}/section-d.csv`);
});

/** Runs of which is known what the figures show. */
function runsOf(file: DrawnFile): ExperimentRun[] {
  const { axis, by, value }: { axis: string; by: string; value: (name: string) => string } =
    DRAWN[file];
  const table = kept(file);
  const [series, xs] = [textColumn(table, 'series'), numberColumn(table, axis)];
  return numberColumn(table, 'totalSeconds').map((totalSeconds, at) => {
    const other = by === '' ? {} : { [by]: value(series[at] ?? '') };
    const parameters = { ...other, [axis]: `${xs[at]} %` };
    return { parameters, migration: { totalSeconds } } as unknown as ExperimentRun;
  });
}

let figures: readonly PaperFigure[] = [];
beforeAll(async () => {
  const runs = new Map(FILES.map((file) => [file as string, runsOf(file)]));
  const all: Experiments = {
    fitter: await openFitter(),
    files: FILES,
    runs: (file) => runs.get(file) ?? [],
  };
  figures = paperFigures(all, await readStated());
});

const imageOf = (label: string): string => {
  const figure = figures.find((each) => each.label === label);
  if (figure === undefined) throw new Error(`no ${label}`);
  return plotImage(figurePlot(figure));
};

const NUMBERED = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((at) => `Figure ${at}`);
const LABELS = [...NUMBERED, 'Section D'];

describe('the figures of the paper', () => {
  test.each(LABELS)('%s is drawn to the byte from its data, in less than 60 kB', async (label) => {
    const path = `${FOLDER}/${label.toLowerCase().replace(' ', '-')}.svg`;
    const image = imageOf(label);
    expect(image.length).toBeLessThan(60e3);
    await expect(image).toMatchFileSnapshot(resolve(path));
  });

  test('are written with their data, without a browser', async () => {
    const folder = at('figures');
    await writeFigures(folder, figures);
    const names = LABELS.map((label) => label.toLowerCase().replace(' ', '-'));
    const both = names.flatMap((name) => [`${name}.svg`, `${name}.csv`]);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(both));
    expect(readFileSync(`${folder}/figure-1.csv`, 'utf8')).toBe(
      readFileSync(`${FOLDER}/figure-1.csv`, 'utf8'),
    );
  });

  test.each(FILES)('the data of %s are what the model gives now', (file) => {
    const golden = `test/golden/${file.replace('/', '-').replace('.yaml', '')}.expected`;
    const now = numberColumn(readCsv(readFileSync(golden, 'utf8'), golden), 'totalSeconds');
    const table = kept(file);
    const replications = numberColumn(table, 'replication');
    const then = numberColumn(table, 'totalSeconds').filter((_, at) => replications[at] === 1);
    expect(then.toSorted((a, b) => a - b)).toEqual(now.toSorted((a, b) => a - b));
  });
});

describeWhere(whyNoSharp(), 'a figure as PNG', () => {
  test('has 600 pixels to the inch of a column', async () => {
    const rasterise = await openRasteriser();
    const image = Buffer.from(await rasterise(imageOf('Figure 9')));
    expect(image.subarray(1, 4).toString()).toBe('PNG');
    // Width and height are the first two numbers of its header.
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([2000, 1313]);
  });
});
