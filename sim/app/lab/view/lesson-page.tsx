/** A lesson: question, prediction, run, explanation. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Point } from '../../../study/fit/model.ts';
import { linkOf, type Reading } from '../docs/pages.ts';
import { showCommand, textOf } from '../lessons/lesson.ts';
import { LESSONS } from '../lessons/lessons.ts';
import { without } from '../scenario/document.ts';
import type { Lab } from '../state/lab.ts';
import { forget, type LessonSession, visit } from '../state/lesson-session.ts';
import { FilmView } from './film-view.tsx';
import { DrawablePlane, Plane, partOf, valueAt } from './plane.tsx';
import { Transport, timeKeys } from './transport.tsx';

interface Props {
  /** From 1. */
  readonly number: number;
  readonly lab: Lab;
}

export function LessonPage({ number, lab }: Props) {
  const lesson = LESSONS[number - 1] ?? LESSONS[0];
  if (lesson === undefined) return null;
  const [times, setTimes] = useState(1);
  const session = useMemo(() => visit(lesson), [lesson, times]);
  const predictAgain = (): void => {
    forget(lesson);
    setTimes(times + 1);
  };
  useEffect(() => {
    const keys = (event: KeyboardEvent): void => timeKeys(session.player, event);
    addEventListener('keydown', keys);
    return () => {
      removeEventListener('keydown', keys);
      session.end();
    };
  }, [session]);
  return (
    <main class="lesson">
      <Contents number={number} />
      <article class="panel">
        <h2>
          {number}. {lesson.title}
        </h2>
        <div class="question">{lesson.question}</div>
        <PredictionArea session={session} />
        <p class="quiet" aria-live="polite">
          {session.working.value === '' ? '' : `${session.working.value} …`}
        </p>
        {session.fault.value === '' ? null : (
          <p class="mistakes" role="alert">
            A fault of precopy, not yours: {session.fault.value}
          </p>
        )}
        <Answer session={session} number={number} lab={lab} onAgain={predictAgain} />
      </article>
      <Watch session={session} />
    </main>
  );
}

function Contents({ number }: { readonly number: number }) {
  return (
    <nav class="contents" aria-label="Lessons">
      <ol>
        {LESSONS.map(({ title }, index) => (
          <li key={title}>
            <a
              href={`#/lesson/${index + 1}`}
              aria-current={index + 1 === number ? 'page' : undefined}
            >
              {title}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function PredictionArea({ session }: { readonly session: LessonSession }) {
  const { prediction } = session.lesson;
  const isCommitted = session.isCommitted.value;
  return (
    <section class="prediction" aria-label="Your prediction">
      {prediction.kind === 'slider' ? <SliderPrediction session={session} /> : null}
      {prediction.kind === 'choice' ? <ChosenPrediction session={session} /> : null}
      {prediction.kind === 'point' ? <DrawnPrediction session={session} /> : null}
      {isCommitted ? null : (
        <button
          type="button"
          class="primary"
          disabled={session.predicted.value === undefined || session.working.value !== ''}
          onClick={() => void session.commit()}
        >
          This is my prediction
        </button>
      )}
    </section>
  );
}

const SLIDER_STEPS = 200;

function SliderPrediction({ session }: { readonly session: LessonSession }) {
  const { y } = session.lesson.prediction;
  const { predicted, outcome } = session;
  const value = predicted.value;
  const truth = outcome.value?.truth;
  const shown = value === undefined ? 'move the slider' : y.show(value);
  return (
    <div class="guess">
      <label htmlFor="guess">
        {y.label}: <b>{shown}</b>
      </label>
      <input
        id="guess"
        type="range"
        min={0}
        max={SLIDER_STEPS}
        disabled={session.isCommitted.value}
        value={value === undefined ? 0 : Math.round(partOf(y, value) * SLIDER_STEPS)}
        aria-valuetext={shown}
        onInput={(event) => {
          session.predict(valueAt(y, Number(event.currentTarget.value) / SLIDER_STEPS));
        }}
      />
      {truth === undefined ? null : (
        <div class="truth" aria-hidden="true">
          <span style={{ left: `${(100 * partOf(y, truth)).toFixed(2)}%` }}>▲</span>
        </div>
      )}
    </div>
  );
}

function ChosenPrediction({ session }: { readonly session: LessonSession }) {
  const { label, most, show } = session.lesson.prediction.y;
  return (
    <fieldset class="answers" disabled={session.isCommitted.value}>
      <legend>{label}:</legend>
      {Array.from({ length: most + 1 }, (_, value) => (
        <label key={value}>
          <input
            type="radio"
            name="guess"
            checked={session.predicted.value === value}
            onChange={() => session.predict(value)}
          />{' '}
          {show(value)}
        </label>
      ))}
    </fieldset>
  );
}

function DrawnPrediction({ session }: { readonly session: LessonSession }) {
  const { prediction } = session.lesson;
  if (prediction.kind !== 'point') return null;
  const { x, y, at } = prediction;
  const value = session.predicted.value;
  const drawn: Point | undefined = value === undefined ? undefined : { x: at, y: value };
  const series = session.outcome.value?.series ?? session.given.value;
  const picture = { x, y, at, drawn, series };
  return (
    <div class="guess">
      {session.isCommitted.value ? (
        <Plane {...picture} />
      ) : (
        <DrawablePlane {...picture} onDraw={(drawnAt) => session.predict(drawnAt)} />
      )}
      <p class="quiet keys">
        <span>
          <span class="cross">×</span> your point
          {value === undefined ? '' : `: ${y.show(value)}`}
        </span>
        {series.map(({ name, colour, isLine }) => (
          <span key={name}>
            <span class={`swatch ${colour} ${isLine ? 'stroke' : 'dot'}`} /> {name}
          </span>
        ))}
      </p>
    </div>
  );
}

interface AnswerProps {
  readonly session: LessonSession;
  readonly number: number;
  readonly lab: Lab;
  readonly onAgain: () => void;
}

function Answer({ session, number, lab, onAgain }: AnswerProps) {
  const outcome = session.outcome.value;
  const { lesson } = session;
  if (outcome === undefined) return null;
  const { y } = lesson.prediction;
  const next = LESSONS[number];
  const tryIt = async (): Promise<void> => {
    const text = without(textOf(lesson.source), ['sweep']);
    location.hash = '#/play';
    await lab.open({ name: `lesson-${number}.yaml`, text, tables: {} });
  };
  return (
    <section class="answer" aria-label="What came out">
      <p class="verdict">
        You predicted <b>{y.show(session.predicted.value ?? 0)}</b>; the simulation says{' '}
        <b>{y.show(outcome.truth)}</b>.
      </p>
      {outcome.explanation}
      <ReadOn reading={lesson.reading} />
      <p class="quiet">
        On the command line: <code>{showCommand(lesson.source)}</code>
      </p>
      <div class="buttons">
        <button type="button" onClick={() => void tryIt()}>
          Turn its knobs yourself
        </button>
        <button type="button" onClick={onAgain}>
          Predict again
        </button>
        {next === undefined ? null : (
          <a href={`#/lesson/${number + 1}`} onClick={() => scrollTo(0, 0)}>
            Next: {next.title}
          </a>
        )}
      </div>
    </section>
  );
}

function ReadOn({ reading }: { readonly reading: readonly Reading[] }) {
  return (
    <p>
      The equations behind it:{' '}
      {reading.map(linkOf).map(({ href, words }, index) => (
        <span key={href}>
          {index === 0 ? '' : '; '}
          <a href={href}>{words}</a>
        </span>
      ))}
      .
    </p>
  );
}

function Watch({ session }: { readonly session: LessonSession }) {
  const film = session.film.value;
  if (film === undefined) return null;
  return (
    <section class="stage" aria-label="The run">
      <Transport player={session.player} />
      <div class="side">
        <FilmView film={film} player={session.player} />
      </div>
    </section>
  );
}
