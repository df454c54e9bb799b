/** One migration as it is played: map, numbers, time line, rounds. */
import { visible } from '../../../text/visible.ts';
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
  const { isCut } = film.map.recording;
  return (
    <>
      <p class="quiet">
        <bdi>{visible(guest)}</bdi>: <bdi>{visible(source)}</bdi> →{' '}
        <bdi>{visible(destination)}</bdi>
        {isCut ? '; too long to be recorded to its end' : ''}
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
