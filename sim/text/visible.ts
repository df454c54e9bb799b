/** Texts of users on a terminal: what it would obey instead of showing is written as an escape. */

/** Controls but tab and line feed, marks of direction, and separators that break a line. */
const OBEYED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** The text with `\u001b` for an escape; in JSON, this means the same. */
export function visible(text: string): string {
  return text.replace(OBEYED, (found) => {
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
