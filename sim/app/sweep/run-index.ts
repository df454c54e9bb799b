/**
 * Where each run of several journals stands, in the order of the sweep: two small numbers for each
 * run that the sweep may have, and three for each line.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { InvariantError } from '../../engine/kernel/assert.ts';
import { Problem } from '../../text/problem.ts';
import { onPath } from '../files/path-problem.ts';
import { type Header, requireSame } from './header.ts';
import { noJournal, readLine } from './journal.ts';
import { linesOfFile } from './lines-of-file.ts';
import { type RunBlock, recordAt } from './run-block.ts';
import type { RunNumber } from './sweep-plan.ts';

/** Numbers of one line in the list. */
const FIELDS = 3;
const [FILE, OFFSET, LENGTH] = [0, 1, 2] as const;

/** A run that was found, as one of several. */
export interface IndexedRun extends RunNumber {
  readonly runs: RunBlock;
  readonly row: number;
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
  #lines = new Float64Array(FIELDS * 1024);
  #lineCount = 0;
  #replications = 1;
  /** By the number of the run: its line, counted from 1, 0 for none; and where it is in it. */
  #lineOf = new Uint32Array(0);
  #rowOf = new Uint16Array(0);
  /** The line of each file that was read last. */
  readonly #last = new Map<number, { readonly line: number; readonly runs: RunBlock }>();

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
        header = onPath(path, () => this.#read(file, path, header));
      }
      this.header = header as Header;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** All runs in the order of points and replications, each once. */
  *runs(): Generator<IndexedRun> {
    const { points, replications } = this.header;
    for (let point = 0; point < points; point += 1) {
      for (let replication = 1; replication <= replications; replication += 1) {
        const number = point * replications + replication - 1;
        const line = (this.#lineOf[number] as number) - 1;
        if (line < 0) continue;
        const row = this.#rowOf[number] as number;
        yield { point, replication, runs: this.#fetch(line), row };
      }
    }
  }

  close(): void {
    for (const fd of this.#fds.splice(0)) closeSync(fd);
  }

  /** @param before of the journals before this one. @returns the header of all. */
  #read(file: number, path: string, before: Header | undefined): Header {
    let header: Header | undefined;
    const fd = openSync(path, 'r');
    this.#fds.push(fd);
    for (const { offset, bytes } of linesOfFile(fd)) {
      const line = readLine(bytes);
      if (offset === 0 && line?.kind === 'header') {
        header = line.header;
        if (before === undefined) this.#makeRoom(header);
        else requireSame(header, before, path);
      }
      if (header === undefined) throw noJournal(path);
      if (line?.kind !== 'runs') continue;
      this.#addLine([file, offset, bytes.length]);
      this.#add(line.runs);
    }
    if (header === undefined) throw noJournal(path);
    return before ?? header;
  }

  #makeRoom({ points, replications }: Header): void {
    this.#replications = replications;
    this.#lineOf = new Uint32Array(points * replications);
    this.#rowOf = new Uint16Array(points * replications);
  }

  #addLine(fields: readonly number[]): void {
    const at = this.#lineCount * FIELDS;
    if (at + FIELDS > this.#lines.length) {
      const larger = new Float64Array(2 * this.#lines.length);
      larger.set(this.#lines);
      this.#lines = larger;
    }
    this.#lines.set(fields, at);
    this.#lineCount += 1;
  }

  #add(runs: RunBlock): void {
    const { names, texts } = runs.block;
    this.someStay ||= names.includes('abandoned');
    this.several ||= names.includes('migrations');
    this.mayFail ||= texts.outcome !== undefined;
    const replications = this.#replications;
    for (const [row, point] of runs.points.entries()) {
      const number = point * replications + (runs.replications[row] as number) - 1;
      if ((this.#lineOf[number] as number) > 0) this.#requireSame(number, runs, row);
      this.#lineOf[number] = this.#lineCount;
      this.#rowOf[number] = row;
    }
  }

  #get(line: number, field: number): number {
    return this.#lines[line * FIELDS + field] as number;
  }

  /**
   * A run twice in one journal is the same run, repeated after a line was damaged; in two
   * journals the same shard was given twice.
   */
  #requireSame(number: number, runs: RunBlock, row: number): void {
    const before = (this.#lineOf[number] as number) - 1;
    const [one, other] = [before, this.#lineCount - 1].map((line) => this.#get(line, FILE));
    const run = `point ${runs.points[row]}, replication ${runs.replications[row]}`;
    const where = this.#paths[other as number] ?? '';
    if (one !== other) {
      const message = `${run} is in ${this.#paths[one as number]} as well`;
      throw new Problem([{ where, message, hint: 'give the journal of each shard once' }]);
    }
    const known = recordAt(this.#fetch(before), this.#rowOf[number] as number);
    if (JSON.stringify(known) === JSON.stringify(recordAt(runs, row))) return;
    throw new InvariantError(`${where}: ${run} has two different results`);
  }

  #fetch(line: number): RunBlock {
    const file = this.#get(line, FILE);
    const last = this.#last.get(file);
    if (last?.line === line) return last.runs;
    const bytes = Buffer.alloc(this.#get(line, LENGTH));
    readSync(this.#fds[file] as number, bytes, 0, bytes.length, this.#get(line, OFFSET));
    const read = readLine(bytes);
    if (read?.kind !== 'runs') throw new InvariantError(`${this.#paths[file]} has changed`);
    this.#last.set(file, { line, runs: read.runs });
    return read.runs;
  }
}
