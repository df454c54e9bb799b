/**
 * The journal of a sweep: a header and a line for each run that is done, in the order in which they
 * were done. A line is `{"crc32":"0a1b2c3d","run":{...}}`; the checksum is of the bytes of the
 * value, so that a torn or damaged line is recognised. A run counts once its line is whole.
 *
 * What `write` has taken outlives the process. Against a loss of power the file is synchronised
 * about every second and at the end; runs whose lines were lost are repeated.
 */
import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { RunRow } from '../../run/result/run-row.ts';
import type { PointParameters } from '../../scenario/sweep.ts';
import { Problem } from '../../text/problem.ts';
import { makeFolder } from '../files/files.ts';
import { onPath, pathProblem } from '../files/path-problem.ts';
import { type Header, requireSame } from './header.ts';
import { linesOfFile } from './lines-of-file.ts';

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
   * @param onRun receives each run that it holds. @param remark receives what is damaged in it.
   * @throws Problem when it cannot be used, or belongs to another sweep.
   */
  static open(
    path: string,
    header: Header,
    onRun: (run: RunRecord) => void,
    remark: (text: string) => void,
  ): Journal {
    let fd: number | undefined;
    try {
      makeFolder(dirname(path));
      fd = openSync(path, 'a+');
      const bytes = readThere({ path, fd, header }, onRun, remark);
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

  /** @throws Problem when the line cannot be written; the journal is then as it was before. */
  append(run: RunRecord): void {
    onPath(this.path, () => this.#append(writeLine('run', run)));
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
  onRun: (run: RunRecord) => void,
  remark: (text: string) => void,
): number {
  let bytes = 0;
  let damaged = 0;
  for (const line of linesOfFile(fd)) {
    const read = readLine(line.bytes);
    if (line.offset === 0) {
      if (read?.kind !== 'header') throw noJournal(path);
      requireSame(read.header, header, path);
    } else if (read?.kind === 'run') onRun(read.run);
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

/** One run as it stands in the journal and in the results. */
export interface RunRecord extends RunRow {
  /** From 0. */
  readonly point: number;
  /** From 1. */
  readonly replication: number;
  readonly parameters: PointParameters;
}

/** A line that was read. */
export type JournalLine =
  | { readonly kind: 'header'; readonly header: Header }
  | {
      readonly kind: 'run';
      readonly run: RunRecord;
      /** Where the text of the run begins and ends in the line, bytes. */
      readonly from: number;
      readonly to: number;
      readonly checksum: string;
    };

const START = '{"crc32":"';
const CHECKSUM_DIGITS = 8;
const KEY_AT = START.length + CHECKSUM_DIGITS;
const KEYS = { header: '","header":', run: '","run":' } as const;

/** A line, with its end. */
export function writeLine(kind: keyof typeof KEYS, value: Header | RunRecord): string {
  const text = JSON.stringify(value);
  return `${START}${checksumOf(Buffer.from(text))}${KEYS[kind]}${text}}\n`;
}

/** @param line without its end. @returns undefined for a line that is damaged. */
export function readLine(line: Buffer): JournalLine | undefined {
  const start = line.toString('latin1', 0, KEY_AT + KEYS.header.length);
  const kind = start.startsWith(KEYS.run, KEY_AT) ? 'run' : 'header';
  if (!start.startsWith(START) || !start.startsWith(KEYS[kind], KEY_AT)) return undefined;
  const from = KEY_AT + KEYS[kind].length;
  const to = line.length - 1;
  const checksum = start.slice(START.length, KEY_AT);
  if (line.toString('latin1', to) !== '}') return undefined;
  const body = line.subarray(from, to);
  if (checksumOf(body) !== checksum) return undefined;
  const value: unknown = JSON.parse(body.toString('utf8'));
  if (kind === 'header') return { kind, header: value as Header };
  return { kind, run: value as RunRecord, from, to, checksum };
}

function checksumOf(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(CHECKSUM_DIGITS, '0');
}
