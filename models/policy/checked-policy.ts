/**
 * A user's policy as the loop needs it: what is absent gets its default, and what it gives is
 * checked at every call. So a mistake is reported where it is made and not as a strange result.
 */

import {
  type PreCopyPolicy,
  STOP_REASONS,
  type StopReason,
} from '../../sim/engine/mechanism/policy.ts';
import type { WireFormat } from '../../sim/engine/mechanism/wire-format.ts';
import { WIRE_QEMU as qemu } from '../../sim/engine/mechanism/wire-format-qemu.ts';
import { WIRE_V1 as v1 } from '../../sim/engine/mechanism/wire-format-v1.ts';
import { WIRE_V2 as v2 } from '../../sim/engine/mechanism/wire-format-v2.ts';
import { Problem } from '../../sim/text/problem.ts';
import { list, quote } from '../../sim/text/suggest.ts';

/** Which system's stream, and stages, a policy goes with. */
const STREAMS: Readonly<Record<string, WireFormat>> = { 'xen-3.2': v1, 'xen-4': v2, qemu };
const FUNCTIONS = ['stop', 'pace', 'leaves', 'throttle'] as const;
const SWITCHES = ['skips', 'looks', 'abandons'] as const;
const KEYS: readonly string[] = ['name', 'stream', ...SWITCHES, ...FUNCTIONS];
const LEAST_BITS_PER_SECOND = 1000;
/** QEMU's most; a guest that does not run at all is suspended, not throttled. */
const SHARE_MOST = 0.99;
/** Rounds after which a policy that does not stop is refused. */
const ROUNDS_MOST = 10_000;

type Raw = Readonly<Record<string, unknown>>;

/**
 * The policy that a user's function makes.
 * @param file where it is, for messages. @throws Problem for what is not a policy.
 */
export function checkedPolicy(file: string, make: () => unknown): PreCopyPolicy {
  const raw = attempt(file, 'policy()', make);
  if (typeof raw !== 'object' || raw === null) {
    throw mistake(file, `policy() gives ${show(raw)}`, 'expected an object with `stop(facts)`');
  }
  const parts = raw as Raw;
  checkShape(file, parts);
  const call = (name: (typeof FUNCTIONS)[number], ...given: unknown[]): unknown =>
    attempt(file, `${name}()`, () =>
      (parts[name] as (...all: unknown[]) => unknown).apply(parts, given),
    );
  const { name, stream = 'xen-3.2', skips = false, looks = true, abandons = false } = parts;
  return {
    name: typeof name === 'string' ? name : nameOf(file),
    wire: STREAMS[String(stream)] as WireFormat,
    skips: skips as boolean,
    looks: looks as boolean,
    abandons: abandons as boolean,
    stop: (facts) => {
      const reason = reasonIn(file, call('stop', facts));
      if (reason !== undefined || facts.round < ROUNDS_MOST) return reason;
      const hint = "end it with a rule such as `if (facts.round >= 30) return 'max-rounds';`";
      throw mistake(file, `stop() has not stopped after ${ROUNDS_MOST} rounds`, hint);
    },
    pace: (before, last) =>
      parts.pace === undefined ? undefined : rateIn(file, call('pace', [...before], last)),
    ...(parts.leaves === undefined
      ? {}
      : { leaves: (facts) => pagesIn(file, call('leaves', facts)) }),
    ...(parts.throttle === undefined
      ? {}
      : { throttle: (before) => shareIn(file, call('throttle', [...before])) }),
  };
}

function checkShape(file: string, parts: Raw): void {
  const unknown = Object.keys(parts).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    throw mistake(file, `unknown key ${quote(unknown)}`, `a policy has ${list(KEYS)}`);
  }
  for (const name of FUNCTIONS) {
    const isFine = typeof parts[name] === 'function' || (name !== 'stop' && !(name in parts));
    if (!isFine) throw mistake(file, `${quote(name)} is ${show(parts[name])}`, 'a function');
  }
  for (const name of SWITCHES) {
    const value = parts[name];
    if (value === undefined || typeof value === 'boolean') continue;
    throw mistake(file, `${quote(name)} is ${show(value)}`, 'true or false');
  }
  const { stream } = parts;
  if (stream === undefined || (typeof stream === 'string' && Object.hasOwn(STREAMS, stream)))
    return;
  throw mistake(
    file,
    `${quote('stream')} is ${show(stream)}`,
    `one of ${list(Object.keys(STREAMS))}`,
  );
}

function reasonIn(file: string, value: unknown): StopReason | undefined {
  if (value === undefined) return undefined;
  const reason = STOP_REASONS.find((known) => known === value);
  if (reason !== undefined) return reason;
  const hint = `undefined to go on, or one of ${list(STOP_REASONS)}`;
  throw mistake(file, `stop() gives ${show(value)}`, hint);
}

function rateIn(file: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= LEAST_BITS_PER_SECOND && value < Infinity) return value;
  const hint = `undefined for no limit, or bits per second from ${LEAST_BITS_PER_SECOND}`;
  throw mistake(file, `pace() gives ${show(value)}`, hint);
}

function pagesIn(file: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw mistake(file, `leaves() gives ${show(value)}`, 'a number of pages from 0');
}

function shareIn(file: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= SHARE_MOST) return value;
  throw mistake(file, `throttle() gives ${show(value)}`, `a share from 0 to ${SHARE_MOST}`);
}

function attempt<Value>(file: string, what: string, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : show(error);
    const where = `${file}${placeIn(file, error)}`;
    throw mistake(where, `${what} fails: ${message}`, 'the mistake is in the policy');
  }
}

/** `:line:column` of the innermost place in the file, as far as the error knows. */
function placeIn(file: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const places = stack.matchAll(/([^\s/\\(]+)(:\d+:\d+)\)?$/gmu);
  const baseName = file.replace(/^.*[\\/]/u, '');
  return [...places].find(([, name]) => name === baseName)?.[2] ?? '';
}

function mistake(where: string, message: string, hint: string): Problem {
  return new Problem([{ where, message, hint }]);
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** The last part of a path without its ending. */
function nameOf(file: string): string {
  return file.replace(/^.*[\\/]/u, '').replace(/\.m?js$/u, '');
}
