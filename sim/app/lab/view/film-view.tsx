/** One migration as it is played: map, numbers, time line, rounds. */
import type { Film } from '../playback/film.ts';
import type { Player } from '../state/player.ts';
import { FactsPanel } from './facts-panel.tsx';
import { PageLegend, PageMapView } from './page-map-view.tsx';
import { RoundsTable } from './rounds-table.tsx';
import { FilmTimeLine } from './timeline-view.tsx';

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
      <FilmTimeLine film={film} player={player} />
      <RoundsTable film={film} nowNs={player.nowNs.value} />
    </>
  );
}
