/** What a report page holds, as plain data; `render-page.ts` makes HTML of it. */

/** A named value in the head or a list of facts. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Text in the page's own words. */
export interface TextBlock {
  readonly kind: 'text';
  readonly text: string;
}

/** Few large numbers. */
export interface FactsBlock {
  readonly kind: 'facts';
  readonly facts: readonly Fact[];
}

export interface TableColumn {
  readonly title: string;
  readonly right?: boolean;
}

export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  /** By row, what it is marked as. */
  readonly marks?: readonly (Mark | undefined)[];
}

/** How a row of a table came out. */
export type Mark = 'pass' | 'fail' | 'none';

/** Text that is to be copied or read as it is. */
export interface CodeBlock {
  readonly kind: 'code';
  readonly text: string;
  /** Folded away under this word. */
  readonly folded?: string;
}

/** One of the views that a plot offers beside its first one. */
export interface PlotView {
  readonly label: string;
  /** What changes in the layout, as Plotly's relayout takes it. */
  readonly change: Readonly<Record<string, unknown>>;
}

/**
 * A plot. Names of others are in its data and layout only as `plotText` gives them. Colours are
 * names of the page's palette after an @, which differ between light and dark.
 */
export interface PlotBlock {
  readonly kind: 'plot';
  /** What it shows, for those who do not see it, and under it. */
  readonly caption: string;
  readonly traces: readonly Readonly<Record<string, unknown>>[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly heightPixels: number;
  readonly views?: readonly PlotView[];
}

export type Block = TextBlock | FactsBlock | TableBlock | CodeBlock | PlotBlock;

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Page {
  readonly title: string;
  /** What it is about: machine, seed, version. */
  readonly facts: readonly Fact[];
  /** The command that makes it again. */
  readonly command: string;
  readonly sections: readonly Section[];
}
