/** One migration as it is played: map, numbers, time line, rounds. */
import type { Film } from '../playback/film.ts';
import type { Player } from '../state/player.ts';
import { FactsPanel } from './facts-panel.tsx';
import { PageLegend, PageMapView } from './page-map-view.tsx';
import { RoundsTable } from './rounds-table.tsx';
import { TimelineView } from './timeline-view.tsx';

interface Props {
  readonly film: Film;
  readonly player: Player;
}

export function FilmView({ film, player }: Props) {
  const { guest, source, destination } = film.result;
  return (
    <>
      <p class="quiet">
        <bdi>{guest}</bdi>: <bdi>{source}</bdi> → <bdi>{destination}</bdi>
        {film.map.recording.isCut ? '; too long to be recorded to its end' : ''}
      </p>
      <div class="watch">
        <PageMapView film={film} nowNs={player.nowNs} />
        <div class="beside">
          <PageLegend film={film} nowNs={player.nowNs} />
          <FactsPanel film={film} nowNs={player.nowNs.value} />
        </div>
      </div>
      <TimelineView film={film} player={player} />
      <TimelineLegend />
      <RoundsTable film={film} nowNs={player.nowNs.value} />
    </>
  );
}

/** One colour has a meaning in each row. */
const KEYS = [
  ['sent', 'bytes sent, pages left, Dom0 runs'],
  ['dirty', 'pages dirtied, guest down, Dom0 parked'],
  ['skipped', 'Dom0 waits for a CPU'],
  ['credit', 'credits of Dom0 (3 s and less)'],
] as const;

function TimelineLegend() {
  return (
    <p class="quiet keys">
      {KEYS.map(([kind, words]) => (
        <span key={kind}>
          <span class={`swatch ${kind}`} /> {words}
        </span>
      ))}
    </p>
  );
}
