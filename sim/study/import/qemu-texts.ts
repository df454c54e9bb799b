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
    const body = bodyIn(value);
    if (body === undefined) return [];
    return [{ line, body }, ...loggedIn(body).map((inner) => ({ ...inner, line }))];
  });
}

/** Replies in a log whose lines are JSON themselves. */
const loggedIn = (body: Fields): Body[] =>
  Object.values(body).flatMap((text) => {
    const isReply = typeof text === 'string' && /"(?:ram|total-time)":/.test(text);
    return isReply ? jsonBodies(text) : [];
  });

/** Keys below which replies stand: of QMP, of what logs a reply, of what adds to one. */
const OUTER = ['return', 'info', 'reply', 'result', 'response'];

/** The reply in an object, or the object itself. */
function bodyIn(value: unknown): Fields | undefined {
  const outer = fieldsOf(value);
  if (outer === undefined || 'ram' in outer) return outer;
  for (const key of OUTER) {
    const inner = fieldsOf(outer[key]);
    if (inner !== undefined) return bodyIn(inner);
  }
  return outer;
}

const KEY = "'([a-z][a-z-]{0,40})': ";
const VALUE = String.raw`'([^'\n]{0,200})'|([\w.+-]{1,30})`;
/** A brace that closes, one that opens a whole, or a key with its value or the brace after it. */
const PYTHON = new RegExp(String.raw`\}|\{(?=')|${KEY}(?:(\{)|${VALUE})`, 'g');
/** What every such reply has. */
const PYTHON_REPLY = /'(?:dirty-sync-count|total-time)': \d/;

/**
 * Python prints a dictionary on one line, or over several with its keys in order, and a log puts a
 * prefix before each. A reply whose head or tail is cut off has what is left of it.
 */
function pythonBodies(text: string): Body[] {
  if (!PYTHON_REPLY.test(text)) return [];
  const bodies: Body[] = [];
  let open = opened(0);
  const close = (): void => {
    if (open.isUsed) bodies.push({ line: open.line, body: open.body });
  };
  const restart = (line: number): void => {
    close();
    open = opened(line);
  };
  text.split('\n').forEach((line, index) => {
    for (const [piece, key, brace, word, value] of line.matchAll(PYTHON)) {
      if (piece === '}') {
        if (open.path.pop() === undefined && open.isWhole) restart(index + 1);
        continue;
      }
      if (piece === '{') {
        restart(index + 1);
        open.isWhole = true;
        continue;
      }
      const name = key as string;
      const group = open.path.at(-1);
      const isAgain =
        name in (group === undefined ? open.body : (fieldsOf(open.body[group]) ?? {}));
      const isOther = group === undefined && !open.isWhole && isBefore(name, open.last);
      if (isAgain || isOther) restart(index + 1);
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
  /** Whether the brace before it is there, so that its keys may be in any order. */
  isWhole: boolean;
}

const opened = (line: number): Open => {
  return { line, body: {}, path: [], last: '', isUsed: false, isWhole: false };
};

/** Keys on lines are in order, so that one that goes back is another dictionary's. */
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
