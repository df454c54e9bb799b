/** A table as HTML. */
import { type Bar, headingOf, type TableBlock, withoutEmpty } from '../document/document.ts';
import { html, type Markup, named } from './html.ts';

/** The table alone, without its notes and columns that are empty, in a box that scrolls. */
export function tableHtml(table: TableBlock): Markup {
  const { columns, rows, marks = [] } = withoutEmpty(table);
  const side = (at: number): string => columns[at]?.align ?? '';
  const head = columns.map((column, at) => {
    const heading = column.words ?? headingOf(column);
    if (heading === '') return html`<td></td>`;
    return html`<th scope="col" class="${side(at)}">${named(heading)}</th>`;
  });
  const body = rows.map((row, at) => {
    const cells = row.map((cell, column) => {
      const bar = barOf(columns[column]?.bars?.[at]);
      return html`<td class="${side(column)}"${bar}>${named(cell)}</td>`;
    });
    return html`<tr class="${marks[at] ?? ''}">${cells}</tr>
`;
  });
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead>
<tbody>${body}</tbody></table></div>
`;
}

/** The bar under a number, from the left of its cell. */
function barOf(bar: Bar | undefined): Markup {
  if (bar === undefined || bar.part === 0) return html``;
  const part = (100 * bar.part).toFixed(1);
  const pieces = bar.pieces === undefined ? '' : `; --pieces: ${bar.pieces}`;
  return html` style="--part: ${part}%; --bar: var(--${bar.colour})${pieces}"`;
}
