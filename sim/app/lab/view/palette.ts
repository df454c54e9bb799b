/**
 * Colours, by what they stand for. Hues are those of Okabe and Ito, which people with any kind of
 * colour vision can distinguish; light and dark differ in what lies behind them.
 */
import { effect, signal } from '@preact/signals';
import { PAGE, STATES } from '../playback/page-map.ts';

/** How the page looks: as the system has it, or as the user chose. */
export type Theme = 'system' | 'light' | 'dark';

export interface Palette {
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly panel: string;
  readonly sent: string;
  readonly dirty: string;
  readonly skipped: string;
  readonly clean: string;
  readonly never: string;
  readonly unmapped: string;
  readonly accent: string;
  readonly second: string;
}

const LIGHT: Palette = {
  text: '#1c2530',
  faint: '#5a6673',
  line: '#d5dbe2',
  panel: '#ffffff',
  sent: '#0072b2',
  dirty: '#d55e00',
  skipped: '#f0e442',
  clean: '#9fd3f2',
  never: '#c9d0d8',
  unmapped: '#5f6873',
  accent: '#0072b2',
  second: '#009e73',
};

const DARK: Palette = {
  text: '#e8edf3',
  faint: '#9fabb8',
  line: '#36414d',
  panel: '#1b222b',
  sent: '#2b9be0',
  dirty: '#ee7a22',
  skipped: '#f0e442',
  clean: '#1f4e6e',
  never: '#4a545f',
  unmapped: '#0b0e12',
  accent: '#56b4e9',
  second: '#1fc299',
};

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

export const palette = signal<Palette>(LIGHT);

effect(() => {
  const isDark = theme.value === 'dark' || (theme.value === 'system' && systemDark.value);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  palette.value = isDark ? DARK : LIGHT;
  try {
    localStorage.setItem(STORED, theme.value);
  } catch {
    // Without a store the choice lasts as long as the page.
  }
});

/** The colour of each state of a page, in the order of the states. */
export function pageColours(colours: Palette): readonly string[] {
  const all = new Array<string>(STATES).fill(colours.panel);
  for (const [name, state] of Object.entries(PAGE)) all[state] = colours[name as keyof typeof PAGE];
  return all;
}

/** The states in words, in the order of a legend. */
export const PAGE_WORDS: readonly { readonly state: keyof typeof PAGE; readonly words: string }[] =
  [
    { state: 'sent', words: 'sent in this round' },
    { state: 'skipped', words: 'skipped: written again' },
    { state: 'dirty', words: 'dirty: to be sent again' },
    { state: 'clean', words: 'sent earlier' },
    { state: 'never', words: 'never sent' },
    { state: 'unmapped', words: 'not mapped' },
  ];
