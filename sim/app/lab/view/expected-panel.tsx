/** Expected times of the settings, known before a run is made. */
import { useEffect, useState } from 'preact/hooks';
import type { ExpectedTimes } from '../engine/calls.ts';
import { preciseSeconds } from '../playback/numbers.ts';
import type { Lab } from '../state/lab.ts';
import type { Side } from '../state/side.ts';

/** After a knob has rested for this time, its expected times are read aloud. */
const REST_MS = 800;

export function ExpectedPanel({ lab }: { readonly lab: Lab }) {
  return (
    <section class="expected" aria-label="Expected times">
      <h3>Expected</h3>
      {lab.sides.value.map((side) => (
        <SideTimes key={side.name} side={side} isOneOfTwo={lab.isComparing.value} />
      ))}
      <p class="quiet">Computed without pages; beside it, the difference from the run shown.</p>
      <Spoken text={spokenOf(lab.turned.value)} />
    </section>
  );
}

interface SideProps {
  readonly side: Side;
  readonly isOneOfTwo: boolean;
}

function SideTimes({ side, isOneOfTwo }: SideProps) {
  const answer = side.expected.answer.value;
  const run = side.film.value?.result;
  const times = timesOf(side);
  return (
    <div class="times" data-side={side.name} aria-busy={side.expected.isBusy.value}>
      {isOneOfTwo ? <span class="badge">{side.name}</span> : null}
      {answer !== undefined && times === undefined ? (
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
        {seconds === undefined ? '…' : <b>{preciseSeconds(seconds)}</b>}
        {seconds === undefined || run === undefined ? null : (
          <span class="apart"> {showDifference(seconds - run)}</span>
        )}
      </dd>
    </div>
  );
}

function showDifference(seconds: number): string {
  const text = Math.abs(seconds).toFixed(3);
  const sign = Number(text) === 0 ? '±' : seconds < 0 ? '−' : '+';
  return `${sign}${text} s`;
}

/** Of the migration that is watched. */
function timesOf({ expected, film, migration }: Side): ExpectedTimes | undefined {
  const times = expected.answer.value?.times;
  const watched = film.value?.result.guest;
  return times?.find(({ guest }) => guest === watched) ?? times?.[migration.value];
}

/** A mistake that is shown beside the run already is not repeated. */
function whyNone({ expected, mistakes }: Side): string {
  const present = expected.answer.value;
  const why = present === undefined || present.times !== undefined ? 'nothing moves' : present.why;
  const isShown = mistakes.value.some(({ message }) => message === why);
  return `None: ${isShown ? 'the file has mistakes' : why}.`;
}

function spokenOf(side: Side): string {
  if (side.expected.answer.value === undefined) return '';
  const times = timesOf(side);
  if (times === undefined) return `Expected: ${whyNone(side)}`;
  const { totalSeconds, downtimeSeconds } = times;
  return `Expected: ${preciseSeconds(totalSeconds)}, downtime ${preciseSeconds(downtimeSeconds)}`;
}

/** For screen readers: spoken when the numbers have settled, not at each step of a slider. */
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
