/** What is known at the present time, in numbers: round, pages, rates, downtime so far. */
import { STOP_REASONS } from '../../../output/document/migration.ts';
import { dirtyRateOf } from '../../../output/document/time-line-lanes.ts';
import { rateAround } from '../playback/curves.ts';
import type { Film } from '../playback/film.ts';

interface Props {
  readonly film: Film;
  readonly nowNs: number;
}

export function FactsPanel({ film, nowNs }: Props) {
  const { result } = film;
  const isOver = nowNs >= film.endNs;
  film.map.seek(nowNs);
  const round = film.map.recording.rounds[film.map.round];
  const stage = stageAt(film, nowNs);
  const downMs = downtimeSoFarNs(film, nowNs) / 1e6;
  return (
    <dl class="facts">
      <Fact name="Stage" value={isOver ? 'done' : stage} />
      <Fact name="Round" value={round === undefined ? 'none yet' : `${round.round}`} />
      <Fact name="Left in this round" value={`${film.map.left.toLocaleString('en')} pages`} />
      <Fact name="Transfer rate" value={`${rateAround(film.streams, nowNs).toFixed(0)} Mbit/s`} />
      <Fact name="Dirty rate" value={dirtyMbit(film, nowNs)} />
      <Fact name="Guest down" value={showMs(downMs)} />
      {isOver ? (
        <Fact
          name="In all"
          value={
            `${result.totalSeconds.toFixed(3)} s, down ${result.downtimeSeconds.toFixed(3)} s: ` +
            STOP_REASONS[result.stopReason]
          }
        />
      ) : null}
    </dl>
  );
}

/** Milliseconds while they are few. */
function showMs(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(3)} s`;
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function stageAt({ parts }: Film, nowNs: number): string {
  const part = parts.find(({ startNs, endNs }) => nowNs >= startNs && nowNs < endNs);
  if (part === undefined) return 'before it';
  return `${part.name}${part.inDowntime ? ' (guest down)' : ''}`;
}

/** How long the guest has stood still until now, ns. */
export function downtimeSoFarNs({ parts }: Film, nowNs: number): number {
  return parts
    .filter(({ inDowntime }) => inDowntime)
    .reduce((sum, { startNs, endNs }) => {
      return sum + Math.max(0, Math.min(nowNs, endNs) - startNs);
    }, 0);
}

/** Of the last round that was cleaned. */
function dirtyMbit({ rounds, result }: Film, nowNs: number): string {
  const ended = rounds.filter(({ endNs }) => endNs <= nowNs).length;
  const rates = result.rounds.slice(0, ended).map(dirtyRateOf);
  const last = rates.findLastIndex((rate) => rate !== undefined);
  return last < 0
    ? 'not known yet'
    : `${rates[last]?.toFixed(0)} Mbit/s (round ${rounds[last]?.round})`;
}
