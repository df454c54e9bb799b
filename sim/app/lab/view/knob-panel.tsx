/** The knobs, and the timed changes that turning them has made. */
import { useEffect, useState } from 'preact/hooks';
import { otherUnit } from '../playback/numbers.ts';
import { type ChoiceKnob, type Knob, type SliderKnob, valueAt } from '../scenario/knobs.ts';
import type { Lab } from '../state/lab.ts';
import { ExpectedPanel } from './expected-panel.tsx';
import { Folding } from './folding.tsx';
import { Happenings } from './happenings.tsx';

export function KnobPanel({ lab }: { readonly lab: Lab }) {
  const side = lab.turned.value;
  return (
    <Folding name={`Settings${lab.isComparing.value ? ` of ${side.name}` : ''}`} class="knobs">
      <p class="quiet" aria-live="polite">
        {lab.note.value ||
          (lab.isUnderWay
            ? 'Turned now, a knob changes the run from here on.'
            : 'Turn a knob and the run starts again.')}
      </p>
      {side.knobs.value.map((knob) => (
        <KnobRow key={`${side.name} ${side.generation.value} ${knob.id}`} knob={knob} lab={lab} />
      ))}
      <ExpectedPanel lab={lab} />
      <Changes lab={lab} />
    </Folding>
  );
}

function KnobRow({ knob, lab }: { readonly knob: Knob; readonly lab: Lab }) {
  const shown = valueAt(knob, lab.turned.value.raw.value, lab.player.nowNs.value);
  const restarts = lab.isUnderWay && knob.target === undefined;
  return (
    <div class="knob" title={knob.help}>
      <label htmlFor={idOf(knob)}>
        {knob.label}
        {restarts ? <small> (starts again)</small> : null}
      </label>
      {knob.kind === 'slider' ? (
        <Slider knob={knob} shown={shown} lab={lab} />
      ) : (
        <Choice knob={knob} shown={shown} lab={lab} />
      )}
    </div>
  );
}

const idOf = ({ id }: Knob): string => `knob-${id}`;

interface SliderProps {
  readonly knob: SliderKnob;
  readonly shown: string;
  readonly lab: Lab;
}

/**
 * Shows at once where it is dragged to, and turns the knob when it is released. It stays there
 * until the change takes effect: more keys may be pressed meanwhile.
 */
function Slider({ knob, shown, lab }: SliderProps) {
  const [dragged, drag] = useState<number | undefined>(undefined);
  const { scale } = knob;
  useEffect(() => {
    const hasCome = dragged !== undefined && scale.textAt(dragged) === shown;
    if (hasCome) drag((present) => (present === dragged ? undefined : present));
  }, [shown, dragged]);
  const step = dragged ?? scale.stepOf(shown) ?? 0;
  const text = dragged === undefined ? shown : scale.textAt(dragged);
  const also = otherUnit(text);
  return (
    <span class="slider">
      <input
        type="range"
        id={idOf(knob)}
        min={0}
        max={scale.steps}
        step={1}
        value={step}
        aria-valuetext={text}
        onInput={(event) => {
          const to = Number(event.currentTarget.value);
          const value = scale.textAt(to);
          drag(to);
          lab.preview(value === shown ? undefined : { knob, value });
        }}
        onChange={(event) => {
          const value = scale.textAt(Number(event.currentTarget.value));
          if (value !== shown) void lab.turn({ knob, value });
        }}
      />
      <output>
        {text}
        {also === '' ? null : <small>{also}</small>}
      </output>
    </span>
  );
}

interface ChoiceProps {
  readonly knob: ChoiceKnob;
  readonly shown: string;
  readonly lab: Lab;
}

function Choice({ knob, shown, lab }: ChoiceProps) {
  const isKnown = knob.choices.some(({ text }) => text === shown);
  return (
    <select
      id={idOf(knob)}
      value={shown}
      onChange={(event) => {
        const chosen = knob.choices.find(({ text }) => text === event.currentTarget.value);
        if (chosen !== undefined) void lab.turn({ knob, value: chosen.value });
      }}
    >
      {isKnown ? null : <option value={shown}>{shown}</option>}
      {knob.choices.map(({ text }) => (
        <option key={text} value={text}>
          {text}
        </option>
      ))}
    </select>
  );
}

function Changes({ lab }: { readonly lab: Lab }) {
  const side = lab.turned.value;
  const list = side.changes.value.map((change) => {
    const { atNs, target, value } = change;
    return {
      ...{ key: `${atNs} ${target}`, atNs, name: target, words: `${target}: ${value}` },
      takeBack: () => void lab.takeBack(side, change),
    };
  });
  return <Happenings lab={lab} title="Changes during the run" list={list} />;
}
