/**
 * What a plot is made of: the part of Plotly's traces and layout that reports use. Plotly draws it
 * where a reader zooms, `../html/plot-svg.ts` everywhere else. Colours are names of the palette
 * after an @; texts are as `plotText` gives them, with `<sup>` as their only mark-up.
 */

/** How a point is marked; `-open` is hollow. */
export type PlotSymbol = `${
  | 'circle'
  | 'square'
  | 'diamond'
  | 'cross'
  | 'x'
  | 'triangle-up'
  | 'star'}${'' | '-open'}`;

export type PlotDash = 'solid' | 'dash' | 'dot' | 'dashdot' | 'longdash';

export interface PlotLine {
  readonly color: string;
  readonly width?: number;
  readonly dash?: PlotDash;
}

export interface PlotMarker {
  readonly color: string;
  readonly symbol?: PlotSymbol;
  readonly size?: number;
  readonly opacity?: number;
  readonly line?: PlotLine;
}

/** Points, joined or not, in the order of x. */
export interface PlotTrace {
  readonly type: 'scatter';
  readonly mode: 'lines' | 'markers' | 'lines+markers';
  readonly name: string;
  readonly showlegend?: boolean;
  readonly x: readonly (number | null)[];
  readonly y: readonly (number | null)[];
  readonly line?: PlotLine;
  readonly marker?: PlotMarker;
  /** Half of an interval at each point. */
  readonly error_y?: {
    readonly type: 'data';
    readonly array: readonly number[];
    readonly visible: boolean;
    readonly color: string;
    readonly thickness: number;
    readonly width: number;
  };
  readonly opacity?: number;
  readonly text?: readonly string[];
  readonly hoverinfo?: string;
}

export interface PlotAxis {
  readonly title: { readonly text: string };
  readonly type?: 'linear' | 'log';
  readonly range?: readonly [number, number];
  readonly rangemode?: 'tozero';
  /** Between ticks; a linear axis with a range only. */
  readonly dtick?: number;
  /** About how many labels Plotly may write. */
  readonly nticks?: number;
  readonly tickformat?: '.0%';
  readonly zerolinewidth?: number;
}

/** A line from the bottom to the top at an x, and the words beside its upper end. */
export interface PlotRule {
  readonly x: number;
  readonly text: string;
  readonly color: string;
}

export interface PlotLayout {
  readonly xaxis: PlotAxis;
  readonly yaxis: PlotAxis;
}
