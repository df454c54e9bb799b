/**
 * Names in a plot. Plotly takes a few HTML tags in its texts for its own, so what others have named
 * is escaped, kept in a direction of its own and cut to what a plot has room for.
 */
import { escapeHtml } from './html.ts';

/** Characters that a name may take in a legend or beside an axis. */
const NAME_MOST = 32;

/** What would turn the text around it. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;

const ISOLATE = '\u2068';
const END_ISOLATE = '\u2069';

/** @param most characters that there is room for. */
export function plotText(name: string, most = NAME_MOST): string {
  const characters = [...name.replace(DIRECTIONS, '').replace(/\s+/g, ' ')];
  const kept = characters.length <= most ? characters : [...characters.slice(0, most - 1), '…'];
  const text = kept.join('');
  const isPlain = /^[\u0020-\u007e]*$/.test(text);
  return isPlain ? escapeHtml(text) : `${ISOLATE}${escapeHtml(text)}${END_ISOLATE}`;
}
