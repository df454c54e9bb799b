/**
 * Where each run of several journals stands: a few numbers a run, put in the order of the sweep.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { InvariantError } from '../../engine/kernel/assert.ts';
import { Problem } from '../../text/problem.ts';
import { onPath } from '../files/path-problem.ts';
import { type Header, requireSame } from './header.ts';
import { noJournal, type RunRecord, readLine } from './journal.ts';
import { linesOfFile } from './lines-of-file.ts';

/** Numbers of one run in the list. */
const FIELDS = 6;
const [POINT, REPLICATION, FILE, OFFSET, LENGTH, CHECKSUM] = [0, 1, 2, 3, 4, 5] as const;

/** A run that was found, and its text. */
export interface IndexedRun {
  readonly run: RunRecord;
  readonly text: string;
}

/** Journals that belong together. */
export class RunIndex {
  readonly header: Header;
  /** Whether any migration was abandoned, or may have failed, and whether any run has several. */
  someStay = false;
  mayFail = false;
  several = false;
  readonly #paths: readonly string[];
  readonly #fds: number[] = [];
  #numbers = new Float64Array(FIELDS * 1024);
  #count = 0;
  #order: readonly number[] | Uint32Array = [];

  /**
   * Reads the journals.
   * @param paths at least one. @throws Problem when they are not journals of one sweep, or hold a
   *   run twice.
   */
  constructor(paths: readonly string[]) {
    this.#paths = paths;
    let header: Header | undefined;
    try {
      for (const [file, path] of paths.entries()) {
        const own = onPath(path, () => this.#read(file, path));
        if (header !== undefined) requireSame(own, header, path);
        header ??= own;
      }
      this.header = header as Header;
      this.#sort();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** All runs in the order of points and replications, each once. */
  *runs(): Generator<IndexedRun> {
    let last = -1;
    for (const entry of this.#order) {
      if (last >= 0 && this.#isSame(last, entry)) this.#requireOne(last, entry);
      else yield this.#fetch(entry);
      last = entry;
    }
  }

  close(): void {
    for (const fd of this.#fds.splice(0)) closeSync(fd);
  }

  #read(file: number, path: string): Header {
    let header: Header | undefined;
    const fd = openSync(path, 'r');
    this.#fds.push(fd);
    for (const { offset, bytes } of linesOfFile(fd)) {
      const line = readLine(bytes);
      if (offset === 0) header = line?.kind === 'header' ? line.header : undefined;
      if (header === undefined) throw noJournal(path);
      if (line?.kind !== 'run') continue;
      const { run, from, to, checksum } = line;
      this.someStay ||= run.abandoned === 1;
      this.mayFail ||= run.outcome !== undefined;
      this.several ||= run.migrations !== undefined;
      const { point, replication } = run;
      const sum = Number.parseInt(checksum, 16);
      this.#add([point, replication, file, offset + from, to - from, sum]);
    }
    if (header === undefined) throw noJournal(path);
    return header;
  }

  #add(fields: readonly number[]): void {
    const at = this.#count * FIELDS;
    if (at + FIELDS > this.#numbers.length) {
      const larger = new Float64Array(2 * this.#numbers.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers.set(fields, at);
    this.#count += 1;
  }

  #get(entry: number, field: number): number {
    return this.#numbers[entry * FIELDS + field] as number;
  }

  #sort(): void {
    const entries = Uint32Array.from({ length: this.#count }, (_, index) => index);
    const by = (field: number, one: number, other: number): number =>
      this.#get(one, field) - this.#get(other, field);
    this.#order = entries.sort((one, other) => {
      return by(POINT, one, other) || by(REPLICATION, one, other) || one - other;
    });
  }

  #isSame(one: number, other: number): boolean {
    return [POINT, REPLICATION].every((field) => this.#get(one, field) === this.#get(other, field));
  }

  /**
   * A run twice in one journal is the same run, repeated after a line was damaged; in two
   * journals the same shard was given twice.
   */
  #requireOne(one: number, other: number): void {
    const run = `point ${this.#get(other, POINT)}, replication ${this.#get(other, REPLICATION)}`;
    const where = this.#paths[this.#get(other, FILE)] ?? '';
    if (this.#get(one, FILE) !== this.#get(other, FILE)) {
      const message = `${run} is in ${this.#paths[this.#get(one, FILE)]} as well`;
      throw new Problem([{ where, message, hint: 'give the journal of each shard once' }]);
    }
    if (this.#get(one, CHECKSUM) === this.#get(other, CHECKSUM)) return;
    throw new InvariantError(`${where}: ${run} has two different results`);
  }

  #fetch(entry: number): IndexedRun {
    const bytes = Buffer.alloc(this.#get(entry, LENGTH));
    const fd = this.#fds[this.#get(entry, FILE)] as number;
    readSync(fd, bytes, 0, bytes.length, this.#get(entry, OFFSET));
    const text = bytes.toString('utf8');
    return { run: JSON.parse(text) as RunRecord, text };
  }
}
