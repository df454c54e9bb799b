/** The theme of the page, and its colours for styles and canvases. */
import { effect, signal } from '@preact/signals';
import { cssVariables, type Palette, paletteOf } from '../../../output/html/palette.ts';
import { PAGE, STATES } from '../playback/page-map.ts';

/** How the page looks: as the system has it, or as the user chose. */
export type Theme = 'system' | 'light' | 'dark';

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const STORED = 'precopy-theme';

/** What was chosen before; a page from disk may have no store. */
function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(STORED);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

export const theme = signal<Theme>(storedTheme());
const systemDark = signal(systemIsDark.matches);
systemIsDark.addEventListener('change', ({ matches }) => {
  systemDark.value = matches;
});

export const palette = signal<Palette>(paletteOf(0));

effect(() => {
  const isDark = theme.value === 'dark' || (theme.value === 'system' && systemDark.value);
  const shade = isDark ? 1 : 0;
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  document.documentElement.style.cssText = cssVariables(shade);
  palette.value = paletteOf(shade);
  try {
    localStorage.setItem(STORED, theme.value);
  } catch {
    // Without a store the choice lasts as long as the page.
  }
});

/** The colour of each state of a page, in the order of the states. */
export function pageColours(colours: Palette): readonly string[] {
  const all = new Array<string>(STATES).fill(colours.ground);
  for (const [name, state] of Object.entries(PAGE)) all[state] = colours[name as keyof typeof PAGE];
  return all;
}

interface PageWords {
  readonly state: keyof typeof PAGE;
  readonly words: string;
  /** A word of the glossary with which it ends. */
  readonly term?: string;
}

/** The states in words, in the order of a legend. */
export const PAGE_WORDS: readonly PageWords[] = [
  { state: 'sent', words: 'sent in this round' },
  { state: 'dirty', words: 'written since the last', term: 'CLEAN' },
  { state: 'skipped', words: 'of these skipped in this round' },
  { state: 'due', words: 'written before: due in this round' },
  { state: 'never', words: 'never sent' },
  { state: 'clean', words: 'sent in an earlier round' },
  { state: 'unmapped', words: 'not mapped' },
];
