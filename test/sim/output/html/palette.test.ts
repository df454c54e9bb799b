/** One colour for one meaning, in reports, figures and the lab. */
import { expect, test } from 'vitest';
import { roundTable } from '../../../../sim/output/document/rounds.ts';
import { MEANINGS } from '../../../../sim/output/document/time-line.ts';
import { type Palette, paletteOf } from '../../../../sim/output/html/palette.ts';

const PAGES = ['sent', 'dirty', 'due', 'skipped', 'clean', 'never', 'unmapped'] as const;
const GUESTS = ['runs', 'paused', 'down', 'round'] as const;
const DOM0 = ['busy', 'parked', 'waits'] as const;

/** Relative luminance, 0 to 1 (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const SHADES = [
  ['light', paletteOf(0)],
  ['dark', paletteOf(1)],
] as const;

test.each(SHADES)('each state has a colour of its own, %s', (_, palette: Palette) => {
  const colours = [...PAGES, ...GUESTS, ...DOM0].map((name) => palette[name]);
  expect(new Set(colours).size).toBe(colours.length);
});

test.each(SHADES)('words and lines can be told from the ground, %s', (_, palette: Palette) => {
  const least = (name: keyof Palette, ratio: number, ground: keyof Palette = 'ground') => {
    const shown = contrast(palette[name], palette[ground]);
    expect(`${name} ${shown >= ratio}`).toBe(`${name} true`);
  };
  for (const name of ['ink', 'faint', 'accent', 'pass', 'fail'] as const) least(name, 4.5);
  for (const name of ['sent', 'dirty', 'runs', 'down', 'round', 'waits'] as const) least(name, 3);
  for (const name of ['runs', 'down', 'round'] as const) least('on-accent', 4.5, name);
});

test('what is told of pages has the colours of the map of pages', () => {
  expect(MEANINGS['pages dirty since the last CLEAN']).toBe('dirty');
  expect(MEANINGS['bytes of pages that become dirty']).toBe('dirty');
  expect(MEANINGS['bytes on the way']).toBe('sent');
  const round = { sent: 3, zeroPages: 0, skipped: 2, dirtied: 1, bytes: 9, seconds: 1 };
  const { columns } = roundTable([{ ...round, live: true } as never]);
  const used = columns.flatMap(({ name, bars }) => (bars ? [[name, bars[0]?.colour]] : []));
  expect(used).toEqual([
    ['sent', 'sent'],
    ['skipped', 'skipped'],
    ['dirtied', 'dirty'],
  ]);
});
