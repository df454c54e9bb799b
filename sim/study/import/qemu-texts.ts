/** Replies to `query-migrate` in a text: as JSON, or as Python prints them, behind prefixes. */
import { jsonObjects } from './json-objects.ts';
import type { Remark } from './measurement.ts';
import { type Fields, fieldsOf, type Reply, replyOf } from './qemu-replies.ts';

/** The replies of a text in its order, and the places where one is damaged. */
export function qemuReplies(text: string): { replies: Reply[]; remarks: Remark[] } {
  const replies: Reply[] = [];
  const remarks: Remark[] = [];
  for (const { line, body } of [...jsonBodies(text), ...pythonBodies(text)]) {
    const reply = typeof body === 'string' ? body : replyOf(line, body);
    if (typeof reply === 'string') remarks.push({ line, message: reply });
    else if (reply !== undefined) replies.push(reply);
  }
  return { replies: replies.sort((a, b) => a.line - b.line), remarks };
}

interface Body {
  readonly line: number;
  /** A sentence for a damaged one. */
  readonly body: Fields | string;
}

function jsonBodies(text: string): Body[] {
  return jsonObjects(text).flatMap(({ line, text: piece, value }): Body[] => {
    if (value === undefined) {
      const isReply = /"transferred"|"dirty-sync-count"/.test(piece);
      return isReply ? [{ line, body: 'this reply is not whole JSON' }] : [];
    }
    const outer = fieldsOf(value);
    const body = fieldsOf(outer?.return) ?? outer;
    return body === undefined ? [] : [{ line, body }];
  });
}

/** A brace that closes, or a key with its value or the brace that opens it. */
const PYTHON = /\}|'([a-z][a-z-]{0,40})': (?:(\{)|'([^'\n]{0,200})'|([\w.+-]{1,30}))/g;
/** What every such reply has. */
const PYTHON_REPLY = /'(?:dirty-sync-count|total-time)': \d/;

/**
 * Python prints a dictionary over several lines with its keys in order, and a log puts a prefix
 * before each. A reply whose head or tail is cut off has what is left of it.
 */
function pythonBodies(text: string): Body[] {
  if (!PYTHON_REPLY.test(text)) return [];
  const bodies: Body[] = [];
  let open = opened(0);
  const close = (): void => {
    if (open.isUsed) bodies.push({ line: open.line, body: open.body });
  };
  text.split('\n').forEach((line, index) => {
    for (const [piece, key, brace, word, value] of line.matchAll(PYTHON)) {
      if (piece === '}') {
        open.path.pop();
        continue;
      }
      const name = key as string;
      const group = open.path.at(-1);
      const isAgain =
        name in (group === undefined ? open.body : (fieldsOf(open.body[group]) ?? {}));
      if (isAgain || (group === undefined && isBefore(name, open.last))) {
        close();
        open = opened(index + 1);
      }
      put(open, name, { isOpening: brace !== undefined, value: word ?? scalarOf(value) });
    }
  });
  close();
  return bodies;
}

interface Open {
  line: number;
  readonly body: Record<string, unknown>;
  /** The groups that it is in. */
  readonly path: string[];
  /** The last key outside of groups. */
  last: string;
  isUsed: boolean;
}

const opened = (line: number): Open => ({ line, body: {}, path: [], last: '', isUsed: false });

/** Keys are in order, so that one that goes back is another dictionary's. */
const isBefore = (key: string, last: string): boolean => key < last;

function put(
  open: Open,
  name: string,
  { isOpening, value }: { isOpening: boolean; value: unknown },
) {
  const group = open.path.at(-1);
  if (!open.isUsed) open.line ||= 1;
  open.isUsed = true;
  if (group === undefined) open.last = name;
  if (isOpening) {
    open.body[name] ??= {};
    open.path.push(name);
    return;
  }
  const target = group === undefined ? open.body : (open.body[group] as Record<string, unknown>);
  target[name] = value;
}

const scalarOf = (text: string | undefined): unknown =>
  /^[\d.]/.test(text ?? '') ? Number(text) : text;
