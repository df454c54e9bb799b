/** The whole page: its head, and the place where one is. */
import { Lab } from '../state/lab.ts';
import { route } from '../state/route.ts';
import { LessonPage } from './lesson-page.tsx';
import { type Theme, theme } from './palette.ts';
import { PlayPage } from './play-page.tsx';

const lab = new Lab();

export function App() {
  const { page, lesson } = route.value;
  return (
    <>
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
        </nav>
        <ThemeChoice />
      </header>
      {page === 'lesson' ? (
        <LessonPage key={lesson} number={lesson} lab={lab} />
      ) : (
        <PlayPage lab={lab} />
      )}
    </>
  );
}

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

function ThemeChoice() {
  return (
    <label class="theme">
      Colours{' '}
      <select
        value={theme.value}
        onChange={(event) => {
          const { value } = event.currentTarget;
          theme.value = THEMES.find((each) => each === value) ?? 'system';
        }}
      >
        {THEMES.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
}
