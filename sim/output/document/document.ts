/**
 * A report as plain data, laid out once for each kind of result: `../text/render.ts` prints it on a
 * terminal, `../html/render-page.ts` makes a page of it. Plots, folded text and what is marked
 * `onPage` are of pages only.
 */
import { largestOf } from '../../engine/kernel/lists.ts';
import type { PlotLayout, PlotRule, PlotTrace } from './plot.ts';
import type { NamedStretch, TimeLine } from './time-line.ts';

/** A named value. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

interface AnyBlock {
  /** Whether a terminal leaves it out. */
  readonly onPage?: boolean;
}

/** Sentences, or lines with breaks of their own. */
export interface TextBlock extends AnyBlock {
  readonly kind: 'text';
  readonly text: string;
}

/** Few values: lines on a terminal, large numbers at the head of their section on a page. */
export interface FactsBlock extends AnyBlock {
  readonly kind: 'facts';
  readonly facts: readonly Fact[];
}

/** A column of a table. */
export interface Column extends AnyBlock {
  readonly name: string;
  /** Stands behind the name in the heading. */
  readonly unit?: string;
  /** The heading on a page instead, where there is room for words. */
  readonly words?: string;
  readonly align?: 'right';
  /** Characters of a cell on a terminal; longer ones are cut and end in an ellipsis. */
  readonly widthMax?: number;
  /** On a page, by row, behind the number. */
  readonly bars?: readonly Bar[];
}

/** A number as a bar. */
export interface Bar {
  /** Of the width of its column, 0 to 1. */
  readonly part: number;
  /** Of the palette. */
  readonly colour: string;
  /** How many equal pieces the width of its column has; default 1. */
  readonly pieces?: number;
}

/** Rows of cells, with the lines that explain them. */
export interface TableBlock extends AnyBlock {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** By row, how it came out; its last cell says so and is painted. */
  readonly marks?: readonly Mark[];
  /** Lines directly below it. */
  readonly notes?: readonly string[];
  /** On a page it is folded away under this word. */
  readonly folded?: string;
}

/** How a row came out. */
export type Mark = 'pass' | 'fail' | 'none';

/** What was judged, a line each: its verdict first. */
export interface VerdictsBlock extends AnyBlock {
  readonly kind: 'verdicts';
  readonly verdicts: readonly {
    readonly mark: Mark;
    readonly word: string;
    readonly text: string;
  }[];
}

/** Text to be copied or read as it is, folded away under a word; of pages only. */
export interface CodeBlock extends AnyBlock {
  readonly kind: 'code';
  readonly text: string;
  readonly folded: string;
}

/** One of the views that a plot offers beside its first one. */
export interface PlotView {
  readonly label: string;
  /** What changes in the layout, as Plotly's relayout takes it. */
  readonly change: Readonly<Record<string, unknown>>;
}

/**
 * A plot; of pages only. Names that users gave are in it only as `plotText` gives them. Colours are
 * names of the palette after an @, which differ between light and dark.
 */
export interface PlotBlock extends AnyBlock {
  readonly kind: 'plot';
  /** What it shows: below it, and for readers who do not see it. */
  readonly caption: string;
  readonly traces: readonly PlotTrace[];
  readonly layout: PlotLayout;
  readonly rules?: readonly PlotRule[];
  readonly heightPixels: number;
  readonly views?: readonly PlotView[];
  /** Whether a page draws it once, as nothing in it is worth a zoom. */
  readonly isStill?: true;
}

/** A time line; of pages only. */
export interface TimeLineBlock extends AnyBlock {
  readonly kind: 'time-line';
  readonly caption: string;
  readonly line: TimeLine;
  /** Stretches that it offers to show, the whole first. */
  readonly views: readonly NamedStretch[];
}

export type Block =
  | TextBlock
  | FactsBlock
  | TableBlock
  | VerdictsBlock
  | CodeBlock
  | PlotBlock
  | TimeLineBlock;

/** Blocks with a title, which a terminal prints only if it is marked. */
export interface Section extends AnyBlock {
  readonly title: string;
  readonly isTitled?: boolean;
  readonly blocks: readonly Block[];
}

/** A report. */
export interface ReportDocument {
  readonly title: string;
  /** What it is about, such as machine and seed; of pages only. */
  readonly facts: readonly Fact[];
  /** The first lines on a terminal, in place of title and facts. */
  readonly lead?: string;
  readonly sections: readonly Section[];
}

/** The heading of a column: its name, and the words for it on a page. */
export type Heading = string | readonly [name: string, words: string];

/** Columns of words. */
export function worded(...headings: readonly Heading[]): Column[] {
  return headings.map((heading) => {
    return typeof heading === 'string'
      ? { name: heading }
      : { name: heading[0], words: heading[1] };
  });
}

/** Columns of numbers. @param headings with the unit behind a space where they have one. */
export function numeric(...headings: readonly Heading[]): Column[] {
  return worded(...headings).map((column) => ({ ...column, align: 'right' }));
}

/** A table without the columns that are empty in every row. */
export function withoutEmpty({ columns, rows, ...rest }: TableBlock): TableBlock {
  const isUsed = columns.map((_, at) => rows.length === 0 || rows.some((row) => row[at] !== ''));
  const used = <Each>(each: readonly Each[]): Each[] => each.filter((_, at) => isUsed[at]);
  return { ...rest, columns: used(columns), rows: rows.map(used) };
}

/** The heading of a column on a terminal. */
export function headingOf({ name, unit }: Column): string {
  return unit === undefined ? name : `${name} ${unit}`;
}

/** Facts as lines, values below one another. @param gap blanks behind the longest name. */
export function factLines(facts: readonly Fact[], gap = 2): string {
  const width = largestOf(facts.map(({ name }) => name.length)) + gap;
  return facts.map(({ name, value }) => `${name.padEnd(width)}${value}`).join('\n');
}
