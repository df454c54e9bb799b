/**
 * The journal of a sweep: a header and a line for each run that is done, in the order in which they
 * were done. A run counts once its line is whole.
 *
 * What `write` has taken outlives the process. Against a loss of power the file is synchronised
 * about every second and at the end; runs whose lines were lost are repeated.
 */
import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from '../../text/problem.ts';
import { pathProblem } from '../files/path-problem.ts';
import { type Header, requireSame } from './header.ts';
import { type RunRecord, readLine, writeLine } from './journal-line.ts';
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
      mkdirSync(dirname(path), { recursive: true });
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
    try {
      this.#append(writeLine('run', run));
    } catch (error) {
      throw pathProblem(this.path, error);
    }
  }

  /** @throws Problem when its contents cannot be written to the disk. */
  close(): void {
    try {
      fsyncSync(this.#fd);
      closeSync(this.#fd);
    } catch (error) {
      throw pathProblem(this.path, error);
    }
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
