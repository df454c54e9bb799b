/** The rounds so far, as the report of the run has them. */
import { useMemo } from 'preact/hooks';
import { BARS, roundTable } from '../../../output/document/rounds.ts';
import { tableHtml } from '../../../output/html/table-html.ts';
import type { Film } from '../playback/film.ts';
import { count, megabits } from '../playback/numbers.ts';

interface Props {
  readonly film: Film;
  readonly nowNs: number;
}

export function RoundsTable({ film, nowNs }: Props) {
  const begun = film.rounds.filter(({ startNs }) => startNs <= nowNs).length;
  const ended = film.rounds.filter(({ endNs }) => endNs <= nowNs).length;
  const __html = useMemo(() => htmlOf(film, begun, ended), [film, begun, ended]);
  return (
    <div class="rounds">
      <div dangerouslySetInnerHTML={{ __html }} />
      <p class="quiet">{BARS}</p>
    </div>
  );
}

const MEGABITS = 'Mbit/s';

/** A rate in the unit of all others. */
const inPages = (text: string): string =>
  Number.isFinite(Number.parseFloat(text)) ? count(Number(text) / megabits(1)) : text;

/** What a round comes to is shown when it has ended. */
function htmlOf({ result }: Film, begun: number, ended: number): string {
  const { columns, rows, ...rest } = roundTable(result.rounds);
  const shown = rows
    .slice(0, begun)
    .map(([name = '', ...cells], at) => [name, ...(at < ended ? cells : cells.map(() => '…'))]);
  const rate = columns.findIndex(({ name }) => name === MEGABITS);
  for (const row of shown) row[rate] = inPages(row[rate] ?? '');
  const cut = columns.map(({ bars = [], ...column }) => ({
    ...column,
    name: column.name === MEGABITS ? 'pages/s' : column.name,
    bars: bars.slice(0, ended),
  }));
  return tableHtml({ ...rest, columns: cut, rows: shown }).text;
}
