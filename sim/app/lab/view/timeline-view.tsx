/** The time line under the map, as in a report; one points to a time. */
import { effect, signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import type { Stretch } from '../../../output/document/time-line.ts';
import { timeLineKeys } from '../../../output/html/time-line-svg.ts';
import { TimeLineView } from '../../../output/page/time-line-view.ts';
import type { Film } from '../playback/film.ts';
import type { Player } from '../state/player.ts';

/** How much time is in the picture, s; Infinity for the whole run. */
export const ZOOMS = [
  { name: 'whole run', span: Infinity },
  { name: '3 s', span: 3 },
  { name: '300 ms', span: 0.3 },
] as const;

export const zoom = signal<number>(Infinity);

interface Props {
  readonly film: Film;
  readonly player: Player;
}

export function FilmTimeLine({ film, player }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const __html = useMemo(() => timeLineKeys(film.line).text, [film]);
  useEffect(() => {
    const view = new TimeLineView(place.current as HTMLElement, film.line, (seconds) => {
      player.pause();
      player.seek(Math.round(seconds * NS_PER_SECOND));
    });
    const future = document.createElement('div');
    future.className = 'future';
    place.current?.children[0]?.after(future);
    const stop = effect(() => {
      const { from, to } = windowOf(player);
      view.show({ from, to });
      const now = player.nowNs.value / NS_PER_SECOND;
      view.mark(now);
      future.hidden = !player.hidesFuture.value || now >= to;
      future.style.setProperty('--from', String(Math.max(0, (now - from) / (to - from))));
    });
    return () => {
      stop();
      view.end();
    };
  }, [film, player]);
  return (
    <>
      <div dangerouslySetInnerHTML={{ __html }} />
      <div class="picture" ref={place} />
    </>
  );
}

/** The whole, or what is around the present time. */
function windowOf({ nowNs, startNs, endNs }: Player): Stretch {
  const [start, end] = [startNs.value / NS_PER_SECOND, endNs.value / NS_PER_SECOND];
  const span = Math.min(zoom.value, end - start);
  const wanted = nowNs.value / NS_PER_SECOND - span / 2;
  const from = span < end - start ? Math.max(start, Math.min(end - span, wanted)) : start;
  return { from, to: from + span };
}
