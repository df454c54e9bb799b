/** The lines of a text, and places in it: 'file:line:column', from 1. */

/** Text that ends a line in YAML. */
const LINE_END = /\r\n|\n/u;

export class Lines {
  /** Offsets at which lines begin; found when the first place is asked for. */
  private starts: number[] | undefined;

  readonly fileName: string;
  private readonly text: string;

  /** @param fileName only for places. */
  constructor(text: string, fileName: string) {
    this.text = text;
    this.fileName = fileName;
  }

  /** The place of the character at an offset; one before the text is at its start. */
  placeAt(offset: number): string {
    this.starts ??= startsOf(this.text);
    const line = lastAtMost(this.starts, Math.max(offset, 0));
    const column = Math.max(offset, 0) - (this.starts[line] ?? 0) + 1;
    return `${this.fileName}:${line + 1}:${column}`;
  }

  /** The line that a place is in; undefined for a place outside the text. */
  lineAt(place: string): string | undefined {
    const line = /^:(\d+):\d+$/u.exec(place.slice(this.fileName.length))?.[1];
    if (line === undefined || !place.startsWith(this.fileName)) return undefined;
    return this.text.split(LINE_END)[Number(line) - 1];
  }
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    starts.push(end + 1);
  }
  return starts;
}

/** The index of the last number that is at most a limit, in a rising list that begins with 0. */
function lastAtMost(rising: readonly number[], limit: number): number {
  let low = 0;
  let high = rising.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? limit) <= limit) low = middle;
    else high = middle;
  }
  return low;
}
