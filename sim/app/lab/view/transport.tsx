/** The controls of time: play, pause, steps in both directions, a slider, speed and zoom. */
import { NS_PER_MS } from '../../../engine/kernel/unit.ts';
import type { StepKind } from '../playback/film.ts';
import { type Player, SPEEDS, wantsStillness } from '../state/player.ts';
import { Choice } from './choice.tsx';
import { hasRoom } from './folding.tsx';
import { ZOOMS, zoom } from './timeline-view.tsx';

const STEPS: readonly { readonly kind: StepKind; readonly key: string }[] = [
  { kind: 'round', key: 'R' },
  { kind: 'batch', key: 'B' },
  { kind: 'event', key: 'E' },
];

export function Transport({ player }: { readonly player: Player }) {
  const { nowNs, startNs, endNs, isPlaying } = player;
  const first = Number.isFinite(startNs.value) ? startNs.value : 0;
  return (
    <section class="transport" aria-label="Time">
      <div class="buttons">
        <button
          type="button"
          class="primary"
          onClick={() => player.toggle()}
          title="Space"
          aria-keyshortcuts="Space"
        >
          {wantsStillness() ? 'To the end' : isPlaying.value ? 'Pause' : 'Play'}
        </button>
        {STEPS.map(({ kind, key }) => (
          <StepButtons key={kind} kind={kind} letter={key} player={player} />
        ))}
        <output class="time" aria-label="Simulated time">
          {(nowNs.value / 1e9).toFixed(player.event.value === '' ? 3 : 6)} s{' '}
          <span>of {(endNs.value / 1e9).toFixed(3)} s</span>
        </output>
      </div>
      <input
        type="range"
        class="scrub"
        aria-label="Time of the run"
        aria-valuetext={`${(nowNs.value / 1e9).toFixed(3)} seconds`}
        min={Math.floor(first / NS_PER_MS)}
        max={Math.ceil(endNs.value / NS_PER_MS)}
        value={Math.round(nowNs.value / NS_PER_MS)}
        onInput={(event) => {
          player.pause();
          player.seek(Number(event.currentTarget.value) * NS_PER_MS);
        }}
      />
      <p class="event" role="status" aria-label="Event">
        {player.event.value || (
          <span class="quiet">
            Keys: <kbd>Space</kbd> plays, <kbd>R</kbd> <kbd>B</kbd> <kbd>E</kbd> step, with{' '}
            <kbd>Shift</kbd> back
          </span>
        )}
      </p>
      <Options player={player} />
    </section>
  );
}

/** Folded where there is little room. */
const Options = ({ player }: { readonly player: Player }) => (
  <details class="options" open={hasRoom()}>
    <summary>Speed and view</summary>
    <div class="buttons">
      <SpeedAndZoom player={player} />
      <label class="check">
        <input
          type="checkbox"
          checked={player.hidesFuture.value}
          onChange={({ currentTarget }) => {
            player.hidesFuture.value = currentTarget.checked;
          }}
        />{' '}
        Hide what is to come
      </label>
    </div>
  </details>
);

const SpeedAndZoom = ({ player }: { readonly player: Player }) => (
  <>
    <Choice
      label="Speed"
      value={String(player.speed.value)}
      entries={SPEEDS.map((speed) => [
        String(speed),
        speed === 0 ? 'all in 20 s' : `${speed} × real time`,
      ])}
      onChoose={(value) => {
        player.speed.value = Number(value);
      }}
    />
    <Choice
      label="Time line shows"
      value={String(zoom.value)}
      entries={ZOOMS.map(({ name, span }) => [String(span), name])}
      onChoose={(value) => {
        zoom.value = Number(value);
      }}
    />
  </>
);

interface StepProps {
  readonly kind: StepKind;
  readonly letter: string;
  readonly player: Player;
}

function StepButtons({ kind, letter, player }: StepProps) {
  return (
    <fieldset class="step">
      <legend class="hidden">Step by {kind}</legend>
      <button
        type="button"
        aria-label={`Back one ${kind}`}
        title={`Back one ${kind}: Shift+${letter}`}
        onClick={() => player.step(kind, -1)}
      >
        ◀
      </button>
      <span aria-hidden="true">{kind}</span>
      <button
        type="button"
        aria-label={`Forward one ${kind}`}
        title={`Forward one ${kind}: ${letter}`}
        onClick={() => player.step(kind, 1)}
      >
        ▶
      </button>
    </fieldset>
  );
}

/** Where keys have a meaning of their own. */
const TYPED = 'input:not([type=checkbox]), select, textarea, .plane';

/** Whether a key is pressed by itself where nothing is typed or turned with keys. */
export function isPlainKey({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isTyping = target instanceof HTMLElement && target.closest(TYPED) !== null;
  return !(isTyping || ctrlKey || metaKey || altKey);
}

/** Keys that work wherever nothing else wants them. */
export function timeKeys(player: Player, event: KeyboardEvent): void {
  const { target } = event;
  if (!isPlainKey(event)) return;
  const direction = event.shiftKey ? -1 : 1;
  const step = STEPS.find(({ key }) => key === event.key.toUpperCase());
  const takesSpace =
    target instanceof HTMLElement && target.closest('button, summary, input') !== null;
  if (event.key === ' ' && !takesSpace) player.toggle();
  else if (step !== undefined) player.step(step.kind, direction);
  else return;
  event.preventDefault();
}
