/** A lesson: question, prediction, run, explanation; and the pages that follow the lessons. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Lesson } from '../lessons/lesson.ts';
import { LESSONS } from '../lessons/lessons.ts';
import type { Lab } from '../state/lab.ts';
import { forget, type LessonSession, visit } from '../state/lesson-session.ts';
import './lessons.css';
import { Answer } from './answer.tsx';
import { ExamPage } from './exam-page.tsx';
import { FilmView } from './film-view.tsx';
import { OutcomePage } from './outcome-page.tsx';
import { PredictionArea } from './prediction-area.tsx';
import { Question } from './question.tsx';
import { Record } from './record.tsx';
import { Transport, timeKeys } from './transport.tsx';

interface Props {
  /** From 1. */
  readonly number: number;
  readonly lab: Lab;
}

/** What follows the lessons. */
const AFTER = ['Map of outcomes', 'The last test'] as const;

const TITLES = [...LESSONS.map(({ title }) => title), ...AFTER];

/** The lesson that was open before. */
let lastNumber: number | undefined;

/** From one lesson to another, keyboard and reader begin at its heading. */
function beginAtHeading(): void {
  scrollTo(0, 0);
  document.querySelector<HTMLElement>('.lesson h2')?.focus({ preventScroll: true });
}

export function LessonPage({ number, lab }: Props) {
  const title = TITLES[number - 1] ?? TITLES[0];
  useEffect(() => {
    document.title = `${title} - precopy lab`;
    if (lastNumber !== undefined && lastNumber !== number) beginAtHeading();
    lastNumber = number;
    return () => {
      document.title = 'precopy lab';
    };
  }, [title, number]);
  const lesson = LESSONS[number - 1];
  if (title === AFTER[0]) return frame(number, <OutcomePage title={title} />);
  if (title === AFTER[1]) return frame(number, <ExamPage title={title} />);
  return <OneLesson number={number} lab={lab} lesson={lesson ?? (LESSONS[0] as Lesson)} />;
}

const frame = (number: number, content: preact.JSX.Element) => (
  <main class="lesson">
    <Contents number={number} />
    {content}
  </main>
);

function OneLesson({ number, lab, lesson }: Props & { readonly lesson: Lesson }) {
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
  return frame(
    number,
    <>
      <article class="panel">
        <h2 tabIndex={-1}>
          {number}. {lesson.title}
        </h2>
        <Question session={session} />
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
      <Record />
    </>,
  );
}

/** On a phone the list would push the question off the screen. */
const hasRoom = (): boolean => matchMedia('(min-width: 701px)').matches;

function Contents({ number }: { readonly number: number }) {
  return (
    <nav class="contents" aria-label="Lessons">
      <details key={number} open={hasRoom()}>
        <summary>
          {number} of {TITLES.length}: all lessons
        </summary>
        <ol>
          {TITLES.map((title, index) => (
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
      </details>
    </nav>
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
