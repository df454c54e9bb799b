/** The whole page: its head, and the page that is open. */
import { DRAWING_STYLE } from '../../../output/html/style.ts';
import { Lab } from '../state/lab.ts';
import { route } from '../state/route.ts';
import { Choice } from './choice.tsx';
import { DocPageView } from './doc-page.tsx';
import { LessonPage } from './lesson-page.tsx';
import { type Theme, theme } from './palette.ts';
import { PlayPage } from './play-page.tsx';

const lab = new Lab();

export function App() {
  const { page, lesson, doc } = route.value;
  return (
    <>
      <style>{DRAWING_STYLE}</style>
      <header>
        <h1>
          <a href="#/play">precopy lab</a>
        </h1>
        <nav aria-label="Pages">
          <a href="#/play" aria-current={page === 'play' ? 'page' : undefined}>
            Play
          </a>
          <a href="#/lesson/1" aria-current={page === 'lesson' ? 'page' : undefined}>
            Lessons
          </a>
          <a href="#/docs" aria-current={page === 'docs' ? 'page' : undefined}>
            Documentation
          </a>
        </nav>
        <ThemeChoice />
      </header>
      {page === 'lesson' ? <LessonPage number={lesson} lab={lab} /> : null}
      {page === 'docs' ? <DocPageView name={doc.name} section={doc.section} /> : null}
      {page === 'play' ? <PlayPage lab={lab} /> : null}
    </>
  );
}

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

const ThemeChoice = () => (
  <Choice
    label="Colours"
    class="theme"
    value={theme.value}
    entries={THEMES.map((each) => [each, each])}
    onChoose={(value) => {
      theme.value = THEMES.find((each) => each === value) ?? 'system';
    }}
  />
);
