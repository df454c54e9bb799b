/** Buttons that break something now, what that does to the guest, and what was broken so far. */
import { fateSentence } from '../playback/fate-sentence.ts';
import { preciseSeconds } from '../playback/numbers.ts';
import type { Break, TimedFault } from '../scenario/faults.ts';
import { breakNow, outageOf, takeFaultBack, whyUnbreakable } from '../state/breaking.ts';
import type { Lab } from '../state/lab.ts';
import { Happenings } from './happenings.tsx';
import { isPlainKey } from './transport.tsx';

interface BreakButton {
  readonly kind: Break;
  readonly words: string;
  readonly key: string;
  readonly help: string;
}

const BUTTONS: readonly BreakButton[] = [
  {
    kind: 'link-down',
    words: 'Cut the link',
    key: 'L',
    help: 'Nothing passes any more; no one is told.',
  },
  {
    kind: 'host-crash',
    words: 'Crash the destination',
    key: 'D',
    help: 'The host is gone, with all that is on it.',
  },
  { kind: 'cancel', words: 'Cancel', key: 'C', help: 'As an operator would.' },
];

export function BreakPanel({ lab }: { readonly lab: Lab }) {
  const side = lab.turned.value;
  const why = whyUnbreakable(side, lab.player.nowNs.value);
  const result = side.film.value?.result;
  const said = result === undefined ? undefined : fateSentence(result);
  return (
    <section class="panel break" aria-label="Break it" aria-busy={side.isRunning.value}>
      <h2>Break it{lab.isComparing.value ? `, in ${side.name}` : ''}</h2>
      <div class="buttons">
        {BUTTONS.map((button) => (
          <OneButton key={button.kind} button={button} lab={lab} isOff={why !== undefined} />
        ))}
      </div>
      <p class="quiet" id="why-unbreakable">
        {why ?? 'It happens at the present time, and is written into the scenario.'}
      </p>
      <p class="fate" aria-live="polite">
        {said ?? ''}
      </p>
      <Faults lab={lab} />
    </section>
  );
}

interface ButtonProps {
  readonly button: BreakButton;
  readonly lab: Lab;
  readonly isOff: boolean;
}

/** One that is off keeps the focus, so that the reason can be read. */
function OneButton({ button, lab, isOff }: ButtonProps) {
  const { kind, words, key, help } = button;
  const mends = !isOff && kind === 'link-down' && outageOf(lab) !== undefined;
  return (
    <button
      type="button"
      aria-disabled={isOff}
      aria-describedby="why-unbreakable"
      aria-keyshortcuts={key}
      title={`${mends ? 'It carries all again.' : help} Key: ${key}`}
      onClick={() => void breakNow(lab, kind)}
    >
      {mends ? 'Mend the link' : words}
    </button>
  );
}

function Faults({ lab }: { readonly lab: Lab }) {
  const side = lab.turned.value;
  const list = side.faults.value.map((fault) => ({
    ...{ key: fault.index, atNs: fault.atNs, name: fault.kind, words: showFault(fault) },
    takeBack: () => void takeFaultBack(lab, side, fault),
  }));
  return <Happenings lab={lab} title="Faults during the run" list={list} />;
}

const showFault = ({ kind, atNs, endNs }: TimedFault): string =>
  Number.isFinite(endNs) ? `${kind} for ${preciseSeconds((endNs - atNs) / 1e9)}` : kind;

/** Keys that break what their buttons do. */
export function breakKeys(lab: Lab, event: KeyboardEvent): void {
  const button = BUTTONS.find(({ key }) => key === event.key.toUpperCase());
  if (button === undefined || event.shiftKey || event.repeat || !isPlainKey(event)) return;
  event.preventDefault();
  void breakNow(lab, button.kind);
}
