/**
 * What mail, web pages and terminals do to a text on its way, undone: a mail's quotation marks and
 * its quoted-printable letters, and a terminal's escapes. Every line keeps its number.
 */

/** Colours and cursor moves. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes begin with that one
const ESCAPE = /\u001B\[[0-9;?]{0,20}[A-Za-z]/g;
const QUOTED = /^ {0,3}>/m;
const QUOTATION = /^(?: {0,3}> ?)+/gm;
/** In quoted-printable an equals sign is never itself. */
const PRINTABLE = /=3D|=0D$/m;
/** A line that goes on in the next; mail programs break at 76 letters. */
const SOFT_BREAK = /^.{60,75}=\r?$/;
const SOFT_BREAKS_LEAST = 3;
const LETTERS: readonly (readonly [RegExp, string])[] = [
  [/=0D$|=20$/gm, ''],
  [/=(?:C2=)?A0/g, ' '],
  [/=3D/g, '='],
];

/** The text as it was before it was posted. Takes a time proportional to it. */
export function unposted(text: string): string {
  let plain = text.includes('\u001B[') ? text.replace(ESCAPE, '') : text;
  const isPrintable = PRINTABLE.test(plain);
  if (isPrintable || softBreaks(plain) >= SOFT_BREAKS_LEAST) {
    plain = joined(plain, (before) => /=\r?$/.test(before), /=\r?$/);
    for (const [pattern, letter] of LETTERS) plain = plain.replace(pattern, letter);
  }
  return QUOTED.test(plain) ? plain.replace(QUOTATION, '') : plain;
}

function softBreaks(text: string): number {
  if (!text.includes('=\n') && !text.includes('=\r\n')) return 0;
  return text.split('\n').filter((line) => SOFT_BREAK.test(line)).length;
}

/**
 * Lines that go on in the next are made one; the next is left empty in its place.
 * @param goesOn whether the next line belongs to the one before. @param without what is cut off
 * the end of a line that goes on.
 */
export function joined(
  text: string,
  goesOn: (before: string, line: string) => boolean,
  without: RegExp,
): string {
  const pieces: string[][] = [];
  let before: string | undefined;
  let home: string[] = [];
  for (const line of text.split('\n')) {
    if (before !== undefined && goesOn(before, line)) {
      home[home.length - 1] = before.replace(without, '');
      home.push(line);
      pieces.push([]);
    } else {
      home = [line];
      pieces.push(home);
    }
    before = line;
  }
  return pieces.map((parts) => parts.join('')).join('\n');
}
