/** Plots in characters. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linePlot } from '../../../../sim/output/text/line-plot.ts';

const look = { columns: 46, x: 'cap, %', y: 'time, s' };

describe('a plot in characters', () => {
  test('has its points where they belong, and lines between them', () => {
    const points = [10, 20, 40].map((x) => ({ x, y: 400 / x }));
    expect(linePlot([{ name: 'one', points }], look)).toMatchInlineSnapshot(`
      "time, s
      40 |          o.
         |           ..
         |             ..
         |              ..
         |                ..
         |                 ..
         |                   ..
      20 |                    .o..
         |                        ......
         |                              ......
         |                                    .....o
         |
         |
         |
       0 |
         +------------------------------------------
          0  cap, %                               40"
    `);
  });

  test('names its curves when there are several, without what a terminal would obey', () => {
    const points = [{ x: 1, y: 1 }];
    const curves = ['a', '\u001b[31mb'].map((name) => ({ name, points }));
    const lines = linePlot(curves, look).split('\n');
    expect(lines.slice(-2)).toEqual(['  o a', '  +  [31mb']);
  });

  test('stays within its width and colours only through its paint', () => {
    const value = fc.double({ min: 0, max: 1e6, noNaN: true });
    const point = fc.record({ x: value, y: value });
    const sorted = fc.array(point).map((all) => all.sort((a, b) => a.x - b.x));
    fc.assert(
      fc.property(
        fc.array(sorted, { maxLength: 9 }),
        fc.integer({ min: 40, max: 90 }),
        (all, columns) => {
          const curves = all.map((points, at) => ({ name: `${at}`, points }));
          const text = linePlot(curves, { ...look, columns });
          for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
          expect(text).not.toContain('\u001b');
        },
      ),
    );
  });

  test('is empty where nothing can be drawn', () => {
    expect(linePlot([], look)).toBe('');
    expect(linePlot([{ name: '', points: [{ x: 0, y: 0 }] }], look)).toBe('');
  });
});
