/**
 * The JSON objects of a text: one to a line, behind a log's prefix, or over several lines. A
 * damaged one is skipped and does not affect those after it.
 */

/** An object, or what was damaged of one. */
export interface FoundObject {
  /** Line of its first brace, from 1. */
  readonly line: number;
  readonly text: string;
  /** Undefined when it is not JSON. */
  readonly value: unknown;
}

/** An object of more lines is taken for one that was never closed. */
const LINES_MAX = 400;

/** Braces opened less braces closed, outside strings; no string of JSON goes over a line's end. */
function depthChange(line: string): number {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at];
    if (inString && character === '\\') at += 1;
    else if (character === '"') inString = !inString;
    else if (!inString && character === '{') depth += 1;
    else if (!inString && character === '}') depth -= 1;
  }
  return depth;
}

/** What some programs print for a number that is none. */
const NO_NUMBER = /(:\s{0,9})-?(?:nan|inf)\b/gi;

function parse(text: string): unknown {
  try {
    return JSON.parse(NO_NUMBER.test(text) ? text.replace(NO_NUMBER, '$1null') : text);
  } catch {
    return undefined;
  }
}

/** All objects of a text, in order. */
export function jsonObjects(text: string): FoundObject[] {
  const found: FoundObject[] = [];
  let open: { line: number; depth: number; lines: string[] } | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const whole = open.lines.join('\n');
    found.push({ line: open.line, text: whole, value: parse(whole) });
    open = undefined;
  };
  text.split('\n').forEach((line, index) => {
    const from = line.indexOf('{');
    const piece = from < 0 ? '' : line.slice(from, line.lastIndexOf('}') + 1);
    const alone = piece === '' ? undefined : parse(piece);
    const isNew = alone !== undefined && isReply(piece);
    if (open !== undefined && (isNew || /^\{\s*$/.test(line) || open.lines.length >= LINES_MAX)) {
      close();
    }
    if (open === undefined) {
      if (from < 0) return;
      if (alone !== undefined) {
        found.push({ line: index + 1, text: piece, value: alone });
        return;
      }
      open = { line: index + 1, depth: 0, lines: [] };
    }
    const rest = open.lines.length === 0 ? line.slice(from) : line;
    open.lines.push(rest);
    open.depth += depthChange(rest);
    if (open.depth <= 0) close();
  });
  close();
  return found;
}

/** Whether an object on one line is a reply, not part of one over several lines. */
const isReply = (piece: string): boolean =>
  /^\{\s{0,9}"(?:return|status|timestamp|id)"/.test(piece);
