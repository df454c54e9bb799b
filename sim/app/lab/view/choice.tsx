/** A list to choose from, with its label. */

/** An entry: its value, and how it is shown. */
type Entry = readonly [value: string, words: string];

interface Props {
  readonly label: string;
  /** Of the entry that is chosen; empty for a list of things to do. */
  readonly value: string;
  readonly entries: readonly Entry[];
  /** Entries below headings. */
  readonly groups?: Readonly<Record<string, readonly Entry[]>>;
  readonly onChoose: (value: string) => void;
  readonly id?: string;
  readonly class?: string;
}

export function Choice({ label, value, entries, groups = {}, onChoose, ...look }: Props) {
  return (
    <label class={look.class}>
      {label}{' '}
      <select
        id={look.id}
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.value;
          // The choice shows what is, which may be unable to follow.
          currentTarget.value = value;
          onChoose(chosen);
        }}
      >
        {entries.map(option)}
        {Object.entries(groups).map(([words, each]) => (
          <optgroup key={words} label={words}>
            {each.map(option)}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

const option = ([value, words]: Entry) => (
  <option key={value} value={value}>
    {words}
  </option>
);
