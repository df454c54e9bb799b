/**
 * One process at a time writes a journal: a lock file beside it names its holder, which touches the
 * file every few seconds. So a lock whose holder has died, here or on another machine with the same
 * disk, is recognised and taken over.
 */
import {
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { Problem } from '../../text/problem.ts';
import { pathProblem } from '../files/path-problem.ts';

const MS_BETWEEN_TOUCHES = 5_000;
/** A holder on another machine that was silent for this long counts as dead. */
const MS_UNTIL_DEAD = 60_000;
const TRIES = 5;

/** The process that holds the lock. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the system's ticks: process numbers are reused. */
  readonly started: string;
}

/**
 * Takes the lock.
 * @returns a function that releases it. @throws Problem when another process holds it.
 */
export function takeLock(path: string): () => void {
  const own: Holder = { host: hostname(), pid: process.pid, started: startOf(process.pid) ?? '' };
  const mine = `${path}.${own.host}.${own.pid}`;
  try {
    writeFileSync(mine, `${JSON.stringify(own)}\n`);
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (link(mine, path)) return held(path, own);
      requireDead(path, mine);
    }
  } catch (error) {
    throw error instanceof Problem ? error : pathProblem(path, error);
  } finally {
    rmSync(mine, { force: true });
  }
  throw busy(path, 'another process', 'start it once');
}

/** A link is made whole or not at all, also on a network's disks. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

function held(path: string, own: Holder): () => void {
  const timer = setInterval(() => {
    const now = new Date();
    // The file may have been deleted by hand; another process then takes the lock.
    if (same(read(path), own)) utimesSync(path, now, now);
  }, MS_BETWEEN_TOUCHES);
  timer.unref();
  return () => {
    clearInterval(timer);
    if (same(read(path), own)) rmSync(path, { force: true });
  };
}

/** Removes a dead holder's lock. @throws Problem when its holder may be alive. */
function requireDead(path: string, mine: string): void {
  const holder = read(path);
  if (holder === undefined) {
    // It is gone, or holds nothing since the power was lost.
    rmSync(path, { force: true });
    return;
  }
  const who = `process ${holder.pid} on ${holder.host}`;
  if (holder.host === hostname()) {
    const started = startOf(holder.pid);
    const lives = started !== undefined && (holder.started === '' || started === holder.started);
    if (lives) throw busy(path, who, 'wait until it is done');
  } else {
    const silentMs = statSync(mine).mtimeMs - statSync(path).mtimeMs;
    const hint = `if it is dead, its lock lapses after ${MS_UNTIL_DEAD / 1000} s of silence`;
    if (silentMs < MS_UNTIL_DEAD) throw busy(path, who, hint);
  }
  const aside = `${mine}.dead`;
  try {
    renameSync(path, aside);
    // Another process was quicker and holds it now: it is put back.
    if (!same(read(aside), holder)) link(aside, path);
    rmSync(aside, { force: true });
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
  }
}

function read(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function same(one: Holder | undefined, other: Holder): boolean {
  return one?.host === other.host && one.pid === other.pid && one.started === other.started;
}

/** Undefined for a process that does not exist; '' where the system has no start times. */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as { code?: string }).code === 'ESRCH') return undefined;
  }
  try {
    // Behind the name, which may hold anything, in brackets: field 22 of proc(5).
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // A process that was killed stays in the table until its parent has looked at it.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : (fields[19] ?? '');
  } catch {
    return '';
  }
}

function busy(path: string, who: string, hint: string): Problem {
  return new Problem([{ where: path, message: `${who} works on this`, hint }]);
}
