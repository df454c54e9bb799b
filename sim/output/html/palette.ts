/**
 * The colours of reports, figures and the lab: hues of M. Okabe and K. Ito, which readers with any
 * kind of colour vision can tell apart, darker or lighter where the ground asks for it. What is
 * drawn in more than one place has a colour by what it means, and the same everywhere.
 */

type Shades = readonly [light: string, dark: string];

const BLUE: Shades = ['#0072b2', '#4aa8e0'];
const ORANGE: Shades = ['#d98200', '#e69f00'];
const GREEN: Shades = ['#00805c', '#19b98b'];
const RED: Shades = ['#c04a00', '#f0793a'];
const SKY: Shades = ['#3f97cf', '#8accf2'];
const PINK: Shades = ['#a34d80', '#dd9cc2'];
const GRAY: Shades = ['#767b84', '#9298a2'];

/** By name: what `@name` in a plot and `var(--name)` in a style stand for. */
export const PALETTE = {
  ground: ['#ffffff', '#16181c'],
  back: ['#f3f5f8', '#0f1114'],
  shade: ['#e9ebef', '#2a2e35'],
  ink: ['#1b1d21', '#e8e6e3'],
  faint: ['#5b6068', '#a5a9b0'],
  line: ['#d5d8dd', '#3a3e46'],
  // Curves and models, which mean nothing else.
  blue: BLUE,
  orange: ORANGE,
  green: GREEN,
  red: RED,
  sky: SKY,
  pink: PINK,
  yellow: ['#7d7000', '#f0e442'],
  gray: GRAY,
  accent: BLUE,
  'on-accent': ['#ffffff', '#0d1319'],
  second: GREEN,
  // Verdicts, and instants at which something fails.
  pass: GREEN,
  fail: ['#b3132b', '#ff7b86'],
  // States of a page of memory, and what is counted or sent of them; older ones are paler.
  sent: BLUE,
  dirty: RED,
  due: ['#f0b48a', '#8c4a22'],
  skipped: ['#f0e442', '#f0e442'],
  clean: ['#9fd3f2', '#1f4e6e'],
  never: ['#c9d0d8', '#4a545f'],
  unmapped: ['#5f6873', '#0b0e12'],
  // A guest, and stages and rounds of its migration.
  runs: GREEN,
  paused: ['#d9a9c6', '#8f5d7a'],
  down: PINK,
  round: ['#66738c', '#93a0b8'],
  // A virtual CPU of Dom0.
  busy: SKY,
  parked: ORANGE,
  waits: GRAY,
} as const satisfies Readonly<Record<string, Shades>>;

/** The palette in light or in dark. */
export type Palette = Readonly<Record<keyof typeof PALETTE, string>>;

/** @param at 0 for light, 1 for dark. */
export function paletteOf(at: 0 | 1): Palette {
  const entries = Object.entries(PALETTE).map(([name, shades]) => [name, shades[at]]);
  return Object.fromEntries(entries) as Palette;
}

/** The palette as declarations of CSS variables. */
export function cssVariables(at: 0 | 1): string {
  const colours = Object.entries(paletteOf(at));
  return colours.map(([name, colour]) => `--${name}: ${colour};`).join(' ');
}
