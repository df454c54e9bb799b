/** The question of a lesson. When it is answered its numbers can be dragged, and all follows. */
import { type GuestSetting, START } from '../lessons/formula.ts';
import { inSeconds } from '../lessons/scales.ts';
import type { LessonSession } from '../state/lesson-session.ts';
import { GuestNumber, showNumber } from './explore-sentence.tsx';

export function Question({ session }: { readonly session: LessonSession }) {
  const { lesson, explore } = session;
  const setting = explore?.setting.value ?? START;
  const isAnswered = session.outcome.value !== undefined;
  const number = (name: keyof GuestSetting) =>
    isAnswered && explore !== undefined ? (
      <GuestNumber name={name} setting={setting} onChange={(next) => explore.turn(next)} />
    ) : (
      showNumber(name, setting)
    );
  const result = session.turned.value;
  return (
    <>
      <div class="question">{lesson.question({ setting, result, number })}</div>
      {isAnswered && lesson.follow !== undefined ? <Follows session={session} /> : null}
    </>
  );
}

/** What comes out with the numbers as they are. */
function Follows({ session }: { readonly session: LessonSession }) {
  const result = session.turned.value;
  const { y } = session.lesson.prediction;
  const truth = session.shown.value?.truth ?? 0;
  return (
    <p class="quiet follows" aria-live="polite">
      {result === undefined ? (
        'Drag a number of the question, or focus it and press an arrow key: all follows.'
      ) : (
        <>
          With these numbers, expected: <b>{y.show(truth)}</b>
          {truth === result.downtimeSeconds
            ? ''
            : `, down for ${inSeconds(result.downtimeSeconds)}`}
          , {inSeconds(result.totalSeconds)} in all.
        </>
      )}
    </p>
  );
}
