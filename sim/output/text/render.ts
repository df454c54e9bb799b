/** A report as lines for a terminal. */
import {
  type Block,
  factLines,
  headingOf,
  type Mark,
  type ReportDocument,
  type Section,
  type TableBlock,
} from '../document/document.ts';
import { table } from './table.ts';

/** How a verdict is shown; a terminal may colour it. */
export type Paint = (mark: Mark, text: string) => string;

const unpainted: Paint = (_, text) => text;

/** Blocks with an empty line between them. */
export function renderText({ lead, sections }: ReportDocument, paint = unpainted): string {
  const texts = sections.filter(isPrinted).map((section) => sectionText(section, paint));
  return joined([lead ?? '', ...texts]);
}

/** A table by itself. */
export const renderTable = (block: TableBlock): string => tableText(block, unpainted);

const isPrinted = ({ onPage = false }: { readonly onPage?: boolean }): boolean => !onPage;

const joined = (texts: readonly string[]): string =>
  texts.filter((text) => text !== '').join('\n\n');

function sectionText({ title, isTitled = false, blocks }: Section, paint: Paint): string {
  const texts = blocks.filter(isPrinted).map((block) => blockText(block, paint));
  return joined([isTitled ? title : '', ...texts]);
}

function blockText(block: Block, paint: Paint): string {
  switch (block.kind) {
    case 'text':
      return block.text;
    case 'facts':
      return factLines(block.facts);
    case 'table':
      return tableText(block, paint);
    case 'verdicts':
      return block.verdicts
        .map(({ mark, word, text }) => `${paint(mark, word)}  ${text}`)
        .join('\n');
    case 'code':
    case 'plot':
    case 'time-line':
      return '';
  }
}

function tableText({ columns, rows, marks, notes = [] }: TableBlock, paint: Paint): string {
  const shown = columns
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => isPrinted(column));
  const cells = rows.map((row, line) => {
    const mark = marks?.[line];
    return shown.map(({ at }) => {
      const cell = row[at] ?? '';
      return mark !== undefined && at === columns.length - 1 ? paint(mark, cell) : cell;
    });
  });
  const heads = shown.map(({ column }) => {
    const { align, widthMax } = column;
    const right = align === 'right';
    return { title: headingOf(column), right, ...(widthMax === undefined ? {} : { widthMax }) };
  });
  return [table(heads, cells), ...notes].join('\n');
}
