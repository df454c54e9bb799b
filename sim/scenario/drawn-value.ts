/** What a run drew of a value that its scenario does not know exactly. */

/** A value that the scenario gives as a range, as this run has it. */
export interface DrawnValue {
  /** In the scenario file, as `--set` takes it. */
  readonly path: string;
  /** As the file would hold it: text with a unit, or a count. */
  readonly value: string | number;
}
