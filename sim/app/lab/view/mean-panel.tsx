/** What the settings lead to in the mean: known before a run is made. */
import { useEffect, useState } from 'preact/hooks';
import type { MeanTimes } from '../engine/calls.ts';
import type { Lab } from '../state/lab.ts';
import type { Side } from '../state/side.ts';

/** A knob that rests for as long is one whose outcome is worth saying aloud. */
const REST_MS = 800;

export function MeanPanel({ lab }: { readonly lab: Lab }) {
  return (
    <section class="means" aria-label="In the mean">
      <h3>In the mean</h3>
      {lab.sides.value.map((side) => (
        <SideMean key={side.name} side={side} isOneOfTwo={lab.isComparing.value} />
      ))}
      <p class="quiet">
        An estimate with means instead of pages; beside it, how far it is from the run shown.
      </p>
      <Spoken text={spokenOf(lab.turned.value)} />
    </section>
  );
}

interface SideProps {
  readonly side: Side;
  readonly isOneOfTwo: boolean;
}

function SideMean({ side, isOneOfTwo }: SideProps) {
  const mean = side.mean.mean.value;
  const run = side.film.value?.result;
  const times = timesOf(side);
  return (
    <div class="mean" data-side={side.name} aria-busy={side.mean.isBusy.value}>
      {isOneOfTwo ? <span class="badge">{side.name}</span> : null}
      {mean !== undefined && times === undefined ? (
        <p>{whyNone(side)}</p>
      ) : (
        <dl class="facts">
          <Row name="Total time" seconds={times?.totalSeconds} run={run?.totalSeconds} />
          <Row name="Downtime" seconds={times?.downtimeSeconds} run={run?.downtimeSeconds} />
        </dl>
      )}
    </div>
  );
}

interface RowProps {
  readonly name: string;
  /** Undefined while it is not known. */
  readonly seconds: number | undefined;
  /** Of the run shown. */
  readonly run: number | undefined;
}

function Row({ name, seconds, run }: RowProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {seconds === undefined ? '…' : <b>{showSeconds(seconds)}</b>}
        {seconds === undefined || run === undefined ? null : (
          <span class="apart"> {showDifference(seconds - run)}</span>
        )}
      </dd>
    </div>
  );
}

/** As `precopy run` prints it. */
const showSeconds = (seconds: number): string => `${seconds.toFixed(3)} s`;

function showDifference(seconds: number): string {
  const text = Math.abs(seconds).toFixed(3);
  const sign = Number(text) === 0 ? '±' : seconds < 0 ? '−' : '+';
  return `${sign}${text} s`;
}

/** Of the migration that is watched. */
function timesOf({ mean, film, migration }: Side): MeanTimes | undefined {
  const times = mean.mean.value?.times;
  const watched = film.value?.result.guest;
  return times?.find(({ guest }) => guest === watched) ?? times?.[migration.value];
}

/** A mistake that stands beside the run already is not told twice. */
function whyNone({ mean, mistakes }: Side): string {
  const present = mean.mean.value;
  const why = present === undefined || present.times !== undefined ? 'nothing moves' : present.why;
  const isTold = mistakes.value.some(({ message }) => message === why);
  return `None: ${isTold ? 'the file has mistakes' : why}.`;
}

function spokenOf(side: Side): string {
  if (side.mean.mean.value === undefined) return '';
  const times = timesOf(side);
  if (times === undefined) return `In the mean: ${whyNone(side)}`;
  const { totalSeconds, downtimeSeconds } = times;
  return `In the mean: ${showSeconds(totalSeconds)}, downtime ${showSeconds(downtimeSeconds)}`;
}

/** For those who do not see it: said when it has come to rest, not at each step of a slider. */
function Spoken({ text }: { readonly text: string }) {
  const [said, say] = useState('');
  useEffect(() => {
    const wait = setTimeout(() => say(text), REST_MS);
    return () => clearTimeout(wait);
  }, [text]);
  return (
    <p class="hidden" aria-live="polite">
      {said}
    </p>
  );
}
