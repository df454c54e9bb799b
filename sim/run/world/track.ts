/**
 * A track while it is recorded: columns of numbers that change together, a row whenever one does.
 */

/** Counts what all tracks of a recording hold. */
export interface Room {
  rows: number;
}

export class Track {
  readonly timesNs: number[] = [];
  readonly columns: readonly number[][];
  readonly #room: Room;

  /** @param columns how many there are. */
  constructor(room: Room, columns: number) {
    this.#room = room;
    this.columns = Array.from({ length: columns }, () => []);
  }

  /** The columns have these values from now on. Of several calls at one instant the last counts. */
  set(timeNs: number, ...values: number[]): void {
    if (this.timesNs.at(-1) === timeNs) this.#drop();
    const isSame = this.columns.every((column, at) => column.at(-1) === values[at]);
    if (isSame && this.timesNs.length > 0) return;
    this.add(timeNs, ...values);
  }

  /** A row of its own, also at an instant that has one and with values as before. */
  add(timeNs: number, ...values: number[]): void {
    this.#room.rows += 1;
    this.timesNs.push(timeNs);
    for (const [at, column] of this.columns.entries()) column.push(values[at] as number);
  }

  /** A column. */
  column(at: number): number[] {
    return this.columns[at] as number[];
  }

  #drop(): void {
    this.#room.rows -= 1;
    this.timesNs.pop();
    for (const column of this.columns) column.pop();
  }
}
