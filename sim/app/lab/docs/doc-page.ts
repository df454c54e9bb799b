/** A page of the documentation as the build gives it to the lab. */

/** A heading below the page's title. */
export interface Section {
  /** As GitHub makes it of the words: what stands after `#` in a link. */
  readonly id: string;
  readonly words: string;
  readonly depth: number;
}

/** One page of the documentation. */
export interface DocPage {
  /** Its place in an address, such as `how-to/run-a-sweep`. */
  readonly name: string;
  readonly title: string;
  readonly sections: readonly Section[];
  /** Its HTML, packed as links to scenarios are. */
  readonly packed: string;
}
