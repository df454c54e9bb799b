/** Aligned text tables for a terminal: numbers to the right, text to the left. */

/** A column: its heading, and whether its cells stand to the right. */
export interface Column {
  readonly title: string;
  readonly right?: boolean;
  /** Cells longer than this are cut and end in an ellipsis. */
  readonly widthMax?: number;
}

/** Lines of a table, heading first. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => columns.map((column, at) => cut(row[at] ?? '', column.widthMax)));
  const widths = columns.map(({ title }, at) => {
    return cells.reduce((width, row) => Math.max(width, (row[at] ?? '').length), title.length);
  });
  const line = (row: readonly string[]): string => {
    const padded = columns.map(({ right = false }, at) => {
      const text = row[at] ?? '';
      const width = widths[at] as number;
      return right ? text.padStart(width) : text.padEnd(width);
    });
    return padded.join('  ').trimEnd();
  };
  return [line(columns.map(({ title }) => title)), ...cells.map(line)].join('\n');
}

function cut(text: string, widthMax = Number.POSITIVE_INFINITY): string {
  return text.length <= widthMax ? text : `${text.slice(0, widthMax - 1)}…`;
}
