/** What came out of a lesson: the verdict on the guess, the explanation, where to go on. */
import { useEffect, useRef } from 'preact/hooks';
import { linkOf, type Reading } from '../docs/pages.ts';
import { showCommand, textOf } from '../lessons/lesson.ts';
import { LESSONS } from '../lessons/lessons.ts';
import { errorOf, NEAR, showError, slipOf } from '../lessons/slips.ts';
import { without } from '../scenario/document.ts';
import type { Lab } from '../state/lab.ts';
import type { LessonSession } from '../state/lesson-session.ts';
import { ExploreBox, Rules } from './explore-box.tsx';

interface Props {
  readonly session: LessonSession;
  readonly number: number;
  readonly lab: Lab;
  readonly onAgain: () => void;
}

export function Answer({ session, number, lab, onAgain }: Props) {
  const { lesson } = session;
  const outcome = session.outcome.value;
  return (
    <section class="answer" aria-label="What came out">
      <Verdict session={session} />
      {outcome === undefined ? null : (
        <>
          {outcome.explanation}
          {session.explore === undefined ? (
            <Rules lesson={number} />
          ) : (
            <ExploreBox explore={session.explore} lesson={number} />
          )}
          <ReadOn reading={lesson.reading} />
          <p class="quiet">
            On the command line: <code>{showCommand(lesson.source)}</code>
          </p>
          <Onward session={session} number={number} lab={lab} onAgain={onAgain} />
        </>
      )}
    </section>
  );
}

/** Focus goes to it when it is there, and it is read out. */
function Verdict({ session }: { readonly session: LessonSession }) {
  const place = useRef<HTMLParagraphElement>(null);
  const outcome = session.outcome.value;
  useEffect(() => {
    if (outcome === undefined || !session.isNew) return;
    session.isNew = false;
    place.current?.focus();
  }, [outcome]);
  const { y, kind } = session.lesson.prediction;
  const said = session.predicted.value ?? 0;
  return (
    <p class={outcome === undefined ? '' : 'verdict'} role="status" tabIndex={-1} ref={place}>
      {outcome === undefined ? null : (
        <>
          You predicted <b>{y.show(said)}</b>; the simulation says <b>{y.show(outcome.truth)}</b>
          {kind === 'choice' ? '.' : `: ${judge(session, said, outcome.truth)}`}
        </>
      )}
    </p>
  );
}

function judge({ lesson }: LessonSession, said: number, truth: number): string {
  const error = errorOf(said, truth);
  if (Math.abs(error) <= NEAR) return `${showError(error)}. That is near enough to plan with.`;
  const slip = slipOf(lesson.slips ?? [], said);
  return `${showError(error)}.${slip === undefined ? '' : ` ${slip.words}`}`;
}

function Onward({ session, number, lab, onAgain }: Props) {
  const { lesson } = session;
  const next = LESSONS[number]?.title ?? 'Map of outcomes';
  const tryIt = async (): Promise<void> => {
    const text = without(textOf(lesson.source), ['sweep']);
    location.hash = '#/play';
    await lab.open({ name: `lesson-${number}.yaml`, text, tables: {} });
  };
  return (
    <div class="buttons">
      <button type="button" onClick={() => void tryIt()}>
        Turn its knobs yourself
      </button>
      <button type="button" onClick={onAgain}>
        Predict again
      </button>
      <a href={`#/lesson/${number + 1}`}>Next: {next}</a>
    </div>
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
