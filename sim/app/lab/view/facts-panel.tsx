/** What is known at the present time, in numbers: round, pages, rates, downtime so far. */
import type { Film } from '../playback/film.ts';
import { countUpTo, heldAt } from '../playback/times.ts';

const REASONS: Readonly<Record<string, string>> = {
  'few-pages': 'few pages were left',
  'max-rounds': 'the greatest number of rounds was reached',
  'max-factor': 'more was sent than the policy allows',
  'max-rate': 'pages become dirty faster than the greatest rate',
  'downtime-target': 'the rest fits into the downtime aimed at',
  'not-converging': 'pages become dirty as fast as they are sent',
  'not-live': 'the guest was stopped from the start',
  'post-copy': 'the guest moves first, its pages follow',
};

interface Props {
  readonly film: Film;
  readonly nowNs: number;
}

export function FactsPanel({ film, nowNs }: Props) {
  const { result } = film;
  const isOver = nowNs >= film.endNs;
  const round = film.map.recording.rounds[film.map.round];
  const stage = stageAt(film, nowNs);
  const downMs = downtimeSoFarNs(film, nowNs) / 1e6;
  const left = heldAt(film.left.timesNs, film.left.pages, nowNs) ?? 0;
  return (
    <dl class="facts">
      <Fact name="Stage" value={isOver ? 'done' : stage} />
      <Fact name="Round" value={round === undefined ? 'none yet' : `${round.round}`} />
      <Fact name="Left in this round" value={`${left.toLocaleString('en')} pages`} />
      <Fact name="Transfer rate" value={`${transferMbit(film, nowNs)} Mbit/s`} />
      <Fact name="Dirty rate" value={dirtyMbit(film, nowNs)} />
      <Fact name="Guest down" value={showMs(downMs)} />
      {isOver ? (
        <Fact
          name="In all"
          value={
            `${result.totalSeconds.toFixed(3)} s, down ${result.downtimeSeconds.toFixed(3)} s: ` +
            `${REASONS[result.stopReason] ?? result.stopReason}`
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

function transferMbit({ rates }: Film, nowNs: number): string {
  const at = Math.floor((nowNs - rates.startNs) / rates.stepNs);
  return ((rates.bitsPerSecond[at] ?? 0) / 1e6).toFixed(0);
}

/** Of the last round that was cleaned. */
function dirtyMbit({ rounds, dirtyRates }: Film, nowNs: number): string {
  const ends = rounds.map(({ endNs }) => endNs);
  const last = dirtyRates
    .slice(0, countUpTo(ends, nowNs))
    .findLastIndex((rate) => rate !== undefined);
  if (last < 0) return 'not known yet';
  return `${((dirtyRates[last] as number) / 1e6).toFixed(0)} Mbit/s (round ${rounds[last]?.round})`;
}
