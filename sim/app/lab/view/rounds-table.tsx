/** The rounds so far as a table, with bars on a logarithmic scale. */
import type { Film } from '../playback/film.ts';

interface Props {
  readonly film: Film;
  readonly nowNs: number;
}

export function RoundsTable({ film, nowNs }: Props) {
  const shown = film.rounds.filter(({ startNs }) => startNs <= nowNs);
  const pages = film.rounds.map(({ sent, zeroPages, skipped }) => sent + zeroPages + skipped);
  const most = Math.max(2, ...pages);
  const hasZeros = film.rounds.some(({ zeroPages }) => zeroPages > 0);
  return (
    <div class="rounds">
      <table>
        <caption>Rounds (bars on a logarithmic scale)</caption>
        <thead>
          <tr>
            <th scope="col">Round</th>
            <th scope="col">Sent</th>
            {hasZeros ? <th scope="col">Zero</th> : null}
            <th scope="col">Skipped</th>
            <th scope="col">Dirtied</th>
            <th scope="col">Seconds</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ round, live, sent, zeroPages, skipped, dirtied, startNs, endNs }) => {
            const isOver = endNs <= nowNs;
            return (
              <tr key={round} class={isOver ? '' : 'present'}>
                <th scope="row">{live ? round : `${round} (stopped)`}</th>
                <Bar kind="sent" value={isOver ? sent : undefined} most={most} />
                {hasZeros ? (
                  <Bar kind="skipped" value={isOver ? zeroPages : undefined} most={most} />
                ) : null}
                <Bar kind="skipped" value={isOver ? skipped : undefined} most={most} />
                <Bar kind="dirty" value={isOver ? (dirtied ?? undefined) : undefined} most={most} />
                <td>{isOver ? ((endNs - startNs) / 1e9).toFixed(3) : '…'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface BarProps {
  readonly kind: 'sent' | 'skipped' | 'dirty';
  readonly value: number | undefined;
  readonly most: number;
}

function Bar({ kind, value, most }: BarProps) {
  if (value === undefined) return <td>–</td>;
  const part = (100 * Math.log10(value + 1)) / Math.log10(most + 1);
  return (
    <td>
      <span class={`bar ${kind}`} style={{ width: `${part.toFixed(1)}%` }} />
      <span class="over">{value.toLocaleString('en')}</span>
    </td>
  );
}
