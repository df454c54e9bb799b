/**
 * The words of xc_save's progress output, wherever they occur: one to a line, behind the prefixes
 * of a log, folded by a mail program, or after the back-spaces of a rewritten percentage.
 *
 * Every repetition in the patterns is bounded, so that the search takes a time proportional to the
 * text whatever it holds.
 */
import { LineNumbers } from './line-numbers.ts';

/** What print_stats prints for a round. */
export interface Stats {
  readonly deltaMs: number;
  readonly dom0Percent: number;
  readonly targetPercent: number;
  readonly sentMbitPerSecond: number;
  readonly dirtiedMbitPerSecond: number;
  readonly dirtied: number;
}

export type Token = { readonly line: number; readonly start: number; readonly end: number } & (
  | { readonly kind: 'iteration'; readonly round: number; readonly last?: Counts }
  | ({ readonly kind: 'counts'; readonly round: number } & Counts)
  | ({ readonly kind: 'stats' } & Stats)
  | { readonly kind: 'last' }
  | { readonly kind: 'total'; readonly pages: number; readonly factor: number }
  | { readonly kind: 'fixups'; readonly pages: number }
  | { readonly kind: 'exit'; readonly code: number }
);

export interface Counts {
  readonly sent: number;
  readonly skipped: number;
}

/** A blank, which a mail program may have made the end of a line, with a quotation mark. */
const _ = String.raw`[\s>]{1,8}`;
const number = (name: string): string => String.raw`(?<${name}>\d{1,12})`;

const PATTERN = new RegExp(
  [
    `Saving${_}memory(?:${_}pages)?:${_}iter${_}${number('iteration')}(?!\\d)` +
      `(?:${_}\\(last sent ${number('lastSent')} skipped ${number('lastSkipped')}\\))?`,
    `(?<!\\d)${number('round')}:${_}sent${_}${number('sent')},` +
      `${_}skipped${_}${number('skipped')}(?=,)`,
    `delta${_}${number('delta')}ms,${_}dom0${_}${number('dom0')}%,` +
      `${_}target${_}${number('target')}%,${_}sent${_}${number('rate')}Mb/s,` +
      `${_}dirtied${_}${number('dirtyRate')}Mb/s${_}${number('dirtied')}${_}pages`,
    `(?<last>Start${_}last${_}iteration)`,
    String.raw`Total pages sent= {0,3}${number('total')} \((?<factor>\d{1,9}\.\d\d)x\)`,
    `of which ${number('fixups')} were fixups`,
    String.raw`Save exit rc=(?<code>\d{1,5})`,
  ].join('|'),
  'g',
);

/** The tokens of a text, in order. */
export function xendTokens(text: string): Token[] {
  const lines = new LineNumbers(text);
  return [...text.matchAll(PATTERN)].map((match) => {
    const start = match.index;
    const place = { line: lines.lineAt(start), start, end: start + match[0].length };
    return { ...place, ...meaning(match.groups as Readonly<Record<string, string | undefined>>) };
  });
}

/** Leaves the place out of each kind of token. */
type WithoutPlace<T> = T extends unknown ? Omit<T, 'line' | 'start' | 'end'> : never;

function meaning(groups: Readonly<Record<string, string | undefined>>): WithoutPlace<Token> {
  const value = (name: string): number => Number(groups[name]);
  if (groups.iteration !== undefined) {
    const last = { sent: value('lastSent'), skipped: value('lastSkipped') };
    const known = groups.lastSent === undefined ? {} : { last };
    return { kind: 'iteration', round: value('iteration'), ...known };
  }
  if (groups.round !== undefined) {
    const counts = { sent: value('sent'), skipped: value('skipped') };
    return { kind: 'counts', round: value('round'), ...counts };
  }
  if (groups.delta !== undefined) {
    return {
      kind: 'stats',
      deltaMs: value('delta'),
      dom0Percent: value('dom0'),
      targetPercent: value('target'),
      sentMbitPerSecond: value('rate'),
      dirtiedMbitPerSecond: value('dirtyRate'),
      dirtied: value('dirtied'),
    };
  }
  if (groups.last !== undefined) return { kind: 'last' };
  if (groups.total !== undefined) {
    return { kind: 'total', pages: value('total'), factor: value('factor') };
  }
  if (groups.fixups !== undefined) return { kind: 'fixups', pages: value('fixups') };
  return { kind: 'exit', code: value('code') };
}
