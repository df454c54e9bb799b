/** The lines of a text, and places in it: 'file:line:column', from 1. */

import { countUpTo } from '../engine/kernel/lists.ts';

export class Lines {
  /** Offsets at which lines begin; found when the first place is asked for. */
  private starts: readonly number[] | undefined;

  readonly fileName: string;
  private readonly text: string;

  /** @param fileName only for places. */
  constructor(text: string, fileName: string) {
    this.text = text;
    this.fileName = fileName;
  }

  /** The place of the character at an offset; one before the text is at its start. */
  placeAt(offset: number): string {
    const at = Math.max(offset, 0);
    const line = countUpTo(this.found, at);
    const column = at - (this.found[line - 1] ?? 0) + 1;
    return `${this.fileName}:${line}:${column}`;
  }

  /** The line that a place is in; undefined for a place outside the text. */
  lineAt(place: string): string | undefined {
    const line = /^:(\d+):\d+$/u.exec(place.slice(this.fileName.length))?.[1];
    if (line === undefined || !place.startsWith(this.fileName)) return undefined;
    const [start, next] = [this.found[Number(line) - 1], this.found[Number(line)]];
    if (start === undefined) return undefined;
    return next === undefined
      ? this.text.slice(start)
      : this.text.slice(start, next - 1).replace(/\r$/u, '');
  }

  private get found(): readonly number[] {
    this.starts ??= startsOf(this.text);
    return this.starts;
  }
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    starts.push(end + 1);
  }
  return starts;
}
