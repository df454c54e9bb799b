/**
 * Names that others have given, where they cannot stand as they are: in a plot, since Plotly takes
 * a few HTML tags in its texts for its own, and within a sentence. They are kept in a direction of
 * their own and cut to what there is room for; tables have them whole.
 */

/** Characters that a name may take in a legend or beside an axis. */
const NAME_MOST = 32;

/** Characters that a name may take in a sentence. */
const WORDS_MOST = 60;

/** What would turn the text around it. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;

const ISOLATE = '\u2068';
const END_ISOLATE = '\u2069';

/** For a plot. Plotly reads these three entities and no others. @param most characters. */
export function plotText(name: string, most = NAME_MOST): string {
  const text = shortName(name, most);
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** For a sentence. @param most characters. */
export function shortName(name: string, most = WORDS_MOST): string {
  const characters = [...name.replace(DIRECTIONS, '').replace(/\s+/g, ' ')];
  const kept = characters.length <= most ? characters : [...characters.slice(0, most - 1), '…'];
  const text = kept.join('');
  return /^[\u0020-\u007e…]*$/.test(text) ? text : `${ISOLATE}${text}${END_ISOLATE}`;
}
