/**
 * The journal of a sweep: a header, and lines of runs in the order in which they were done. A line
 * is `{"crc32":"0a1b2c3d","run":{...}}`, or has `runs` where they are quick and many are done
 * together; the checksum is of the bytes of the value, so that a torn or damaged line is
 * recognised. Runs count once their line is whole.
 *
 * What `write` has taken outlives the process. Against a loss of power the file is synchronised
 * about every second and at the end; runs whose lines were lost are repeated.
 */
import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { Problem } from '../../text/problem.ts';
import { makeFolder } from '../files/files.ts';
import { onPath, pathProblem } from '../files/path-problem.ts';
import { type Header, requireSame } from './header.ts';
import { linesOfFile } from './lines-of-file.ts';
import {
  blockOfOne,
  type Packed,
  packed,
  type RunBlock,
  type RunRecord,
  recordAt,
  unpacked,
} from './run-block.ts';

const MS_BETWEEN_SYNCS = 1000;

/** A journal that is open for more. */
export class Journal {
  readonly path: string;
  readonly #fd: number;
  #bytes: number;
  #syncedMs = Date.now();

  private constructor(path: string, fd: number, bytes: number) {
    this.path = path;
    this.#fd = fd;
    this.#bytes = bytes;
  }

  /**
   * Opens a journal, or begins it.
   * @param onRuns receives the runs that it holds. @param remark receives what is damaged in it.
   * @throws Problem when it cannot be used, or belongs to another sweep.
   */
  static open(
    path: string,
    header: Header,
    onRuns: (runs: RunBlock) => void,
    remark: (text: string) => void,
  ): Journal {
    let fd: number | undefined;
    try {
      makeFolder(dirname(path));
      fd = openSync(path, 'a+');
      const bytes = readThere({ path, fd, header }, onRuns, remark);
      // A torn last line would run into the next one.
      ftruncateSync(fd, bytes);
      const journal = new Journal(path, fd, bytes);
      if (bytes === 0) journal.#append(writeLine('header', header));
      return journal;
    } catch (error) {
      if (fd !== undefined) closeSync(fd);
      throw error instanceof Problem ? error : pathProblem(path, error);
    }
  }

  /**
   * Keeps runs in one line; a single one in a form that people can read.
   * @throws Problem when the line cannot be written; the journal is then as it was before.
   */
  append(runs: RunBlock): void {
    const isOne = runs.points.length === 1;
    const line = isOne ? writeLine('run', recordAt(runs, 0)) : writeLine('runs', packed(runs));
    onPath(this.path, () => this.#append(line));
  }

  /** @throws Problem when its contents cannot be written to the disk. */
  close(): void {
    onPath(this.path, () => {
      fsyncSync(this.#fd);
      closeSync(this.#fd);
    });
  }

  #append(line: string): void {
    const bytes = Buffer.from(line);
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done);
    } catch (error) {
      ftruncateSync(this.#fd, this.#bytes);
      throw error;
    }
    this.#bytes += bytes.length;
    const nowMs = Date.now();
    if (nowMs - this.#syncedMs < MS_BETWEEN_SYNCS) return;
    this.#syncedMs = nowMs;
    fsyncSync(this.#fd);
  }
}

interface Opened {
  readonly path: string;
  readonly fd: number;
  readonly header: Header;
}

/** @returns the number of bytes in whole lines; 0 for a journal without a header yet. */
function readThere(
  { path, fd, header }: Opened,
  onRuns: (runs: RunBlock) => void,
  remark: (text: string) => void,
): number {
  let bytes = 0;
  let damaged = 0;
  for (const line of linesOfFile(fd)) {
    const read = readLine(line.bytes);
    if (line.offset === 0) {
      if (read?.kind !== 'header') throw noJournal(path);
      requireSame(read.header, header, path);
    } else if (read?.kind === 'runs') onRuns(read.runs);
    else damaged += 1;
    bytes = line.offset + line.bytes.length + 1;
  }
  if (damaged > 0) remark(`${path}: ${damaged} damaged lines: their runs are repeated`);
  return bytes;
}

/** The problem of a file that is something else. */
export function noJournal(path: string): Problem {
  const hint = 'a journal is what `precopy sweep` writes beside its results';
  return new Problem([{ where: path, message: 'not a journal of a sweep', hint }]);
}

/** A line that was read. */
export type JournalLine =
  | { readonly kind: 'header'; readonly header: Header }
  | { readonly kind: 'runs'; readonly runs: RunBlock };

const START = '{"crc32":"';
const CHECKSUM_DIGITS = 8;
const KEY_AT = START.length + CHECKSUM_DIGITS;
const KEYS = { header: '","header":', run: '","run":', runs: '","runs":' } as const;
const KINDS = ['header', 'runs', 'run'] as const;

/** A line, with its end. */
export function writeLine(kind: keyof typeof KEYS, value: Header | RunRecord | Packed): string {
  const text = JSON.stringify(value);
  return `${START}${checksumOf(Buffer.from(text))}${KEYS[kind]}${text}}\n`;
}

/** @param line without its end. @returns undefined for a line that is damaged. */
export function readLine(line: Buffer): JournalLine | undefined {
  const start = line.toString('latin1', 0, KEY_AT + KEYS.header.length);
  const kind = KINDS.find((each) => start.startsWith(KEYS[each], KEY_AT));
  if (!start.startsWith(START) || kind === undefined) return undefined;
  const from = KEY_AT + KEYS[kind].length;
  const to = line.length - 1;
  const checksum = start.slice(START.length, KEY_AT);
  if (line.toString('latin1', to) !== '}') return undefined;
  const body = line.subarray(from, to);
  if (checksumOf(body) !== checksum) return undefined;
  const value: unknown = JSON.parse(body.toString('utf8'));
  if (kind === 'header') return { kind, header: value as Header };
  const isOne = kind === 'run';
  return { kind: 'runs', runs: isOne ? blockOfOne(value as RunRecord) : unpacked(value as Packed) };
}

function checksumOf(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(CHECKSUM_DIGITS, '0');
}
