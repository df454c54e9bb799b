/** A run that takes long: where it is, how long it may take, and a way out. */
import type { MoveNow } from '../../../run/result/steps.ts';
import { count } from '../playback/numbers.ts';
import type { RunProgress, Side } from '../state/side.ts';

export function Busy({ side }: { readonly side: Side }) {
  const progress = side.progress.value;
  if (!side.isRunning.value || progress === undefined) return null;
  const part = partOf(side, progress);
  return (
    <div class="busy">
      <progress max={1} value={part} aria-label="Progress of the simulation" />
      <p>
        {whereOf(progress)}
        {leftOf(part, progress)}
      </p>
      <p class="quiet">
        The expected times beside the settings are there at once; they need no page and no run.
      </p>
      <button type="button" onClick={() => side.cancel()}>
        Cancel the simulation
      </button>
    </div>
  );
}

/** Of all that is to be simulated; undefined: nothing tells. */
function partOf({ expected }: Side, { seconds, migrations, ended }: RunProgress) {
  if (migrations > 1 && ended > 0) return ended / migrations;
  const { times } = expected.answer.value ?? {};
  if (times === undefined || times.length !== 1) return undefined;
  return Math.min(0.99, seconds / (times[0]?.totalSeconds ?? Infinity));
}

function whereOf({ seconds, migrations, ended, moves }: RunProgress): string {
  const [move] = moves;
  const of = migrations > 1 ? `${count(ended)} of ${count(migrations)} migrations are over; ` : '';
  const round = migrations > 1 || move === undefined ? '' : `, ${roundOf(move)}`;
  return `${of}${seconds.toFixed(1)} s of simulated time${round}.`;
}

function roundOf({ round, due, done }: MoveNow): string {
  return round === 0 ? 'before round 1' : `round ${round}: ${count(done)} of ${count(due)} pages`;
}

function leftOf(part: number | undefined, { elapsedSeconds }: RunProgress): string {
  if (part === undefined || part < 0.01) return '';
  const left = (elapsedSeconds * (1 - part)) / part;
  return ` About ${left < 90 ? `${Math.ceil(left)} s` : `${Math.ceil(left / 60)} min`} more.`;
}
