/** What is known at the present time, in numbers: round, pages, rates, downtime so far. */
import { STOP_REASONS } from '../../../output/document/migration.ts';
import { convergenceOf, paceAt } from '../playback/convergence.ts';
import type { Film } from '../playback/film.ts';
import { count, pageRate, TIE } from '../playback/numbers.ts';
import { stageWords } from '../playback/stage-words.ts';

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
      <Fact name="Left in this round" value={`${count(film.map.left)} pages`} />
      <PaceFacts film={film} nowNs={nowNs} />
      <Fact name="Guest down" value={showMs(downMs)} />
      {isOver ? (
        <Fact
          name={`In${TIE}all`}
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
  const words = stageWords(part.name);
  const more = words === part.name ? '' : `: ${words}`;
  return `${part.name}${more}${part.inDowntime ? ' (guest down)' : ''}`;
}

/** How long the guest has stood still until now, ns. */
export function downtimeSoFarNs({ parts }: Film, nowNs: number): number {
  return parts
    .filter(({ inDowntime }) => inDowntime)
    .reduce((sum, { startNs, endNs }) => {
      return sum + Math.max(0, Math.min(nowNs, endNs) - startNs);
    }, 0);
}

/** Of this round, or of the one before as long as that tells more. */
function PaceFacts({ film, nowNs }: Props) {
  const pace = paceAt(film, nowNs);
  const of = pace === undefined ? '' : ` in round ${pace.round}`;
  const unknown = 'not known yet';
  return (
    <>
      <Fact name={`Become dirty${of}, r`} value={pace ? pageRate(pace.dirtied) : unknown} />
      <Fact name={`Sent${of}, B`} value={pace ? pageRate(pace.sent) : unknown} />
      <Fact name="r / B" value={pace ? convergenceOf(pace) : unknown} />
    </>
  );
}
