/** Plots as SVG: where things are drawn, and that texts stay texts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlotBlock } from '../../../../sim/output/document/document.ts';
import type { PlotTrace } from '../../../../sim/output/document/plot.ts';
import { plotText } from '../../../../sim/output/document/plot-text.ts';
import { scaleOf } from '../../../../sim/output/html/plot-scale.ts';
import { plotImage } from '../../../../sim/output/html/plot-svg.ts';

const trace = (name: string, points: Partial<PlotTrace>): PlotTrace => ({
  ...{ type: 'scatter', mode: 'lines+markers', name, showlegend: true, x: [], y: [] },
  ...points,
});

const plot = (traces: readonly PlotTrace[], more: Partial<PlotBlock> = {}): PlotBlock => ({
  kind: 'plot',
  caption: 'A caption',
  traces,
  layout: {
    xaxis: { title: { text: 'cap (%)' }, range: [0, 100], dtick: 20 },
    yaxis: { title: { text: 'time (s)' }, rangemode: 'tozero' },
  },
  heightPixels: 400,
  ...more,
});

test('a scale is linear in values or their logarithms, and its ticks lie within it', () => {
  const values = fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: 2 });
  fc.assert(
    fc.property(values, fc.constantFrom('linear' as const, 'log' as const), (all, type) => {
      const { of, ticks } = scaleOf({ title: { text: '' }, type }, all, [10, 510], 6);
      for (const value of all) {
        expect(of(value)).toBeGreaterThanOrEqual(10);
        expect(of(value)).toBeLessThanOrEqual(510);
      }
      const places = ticks.map(({ at }) => of(at));
      expect(places.every((at) => at > 9.9 && at < 510.1)).toBe(true);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }),
    { numRuns: 60 },
  );
});

test('points, intervals and rules lie where their axes say', () => {
  const error = { type: 'data', array: [5], visible: true, color: '@blue' } as const;
  const image = plotImage(
    plot([trace('one', { x: [50], y: [10], error_y: { ...error, thickness: 1, width: 4 } })], {
      rules: [{ x: 50, text: 'from here on', color: '@red' }],
    }),
  );
  const [tick = ''] = image.match(/<text x="([\d.]+)" y="389">60/u)?.slice(1) ?? [];
  const [before = ''] = image.match(/<text x="([\d.]+)" y="389">40/u)?.slice(1) ?? [];
  const middle = (Number(tick) + Number(before)) / 2;
  expect(image).toMatch(new RegExp(`<path d="M${middle} 12V370" stroke="#c04a00"`, 'u'));
  // The interval is as far above the point as below it.
  const [high = 0, low = 0] =
    image.match(new RegExp(`M${middle} ([\\d.]+)V([\\d.]+)" stroke="#0072b2"`, 'u'))?.slice(1) ??
    [];
  const [point = 0] = image.match(/M[\d.]+ ([\d.]+)a3 3/u)?.slice(1) ?? [];
  expect(Math.abs((Number(high) + Number(low)) / 2 - Number(point))).toBeLessThan(0.2);
});

test('names are text, whatever they hold, and no colour of the palette is left unpainted', () => {
  const image = plotImage(
    plot([
      trace(plotText('<script>x</script> & y'), { x: [1], y: [1] }),
      trace('5 x<sup>2</sup>', {}),
    ]),
  );
  expect(image).toContain('&lt;script&gt;x&lt;/script&gt; &amp; y</text>');
  expect(image).toContain('5 x<tspan dy="-5" font-size="10">2</tspan>');
  expect(image).not.toMatch(/@[a-z]|NaN|var\(/u);
});

test('points that are not known are left out and not joined across', () => {
  const line = { x: [1, 2, 3, 4], y: [1, null, 3, 4], mode: 'lines' as const };
  const image = plotImage(plot([trace('', { ...line, showlegend: false })]));
  const [d = ''] =
    image.match(/<path d="([^"]*)" stroke="#1b1d21"\s+stroke-width="2"/u)?.slice(1) ?? [];
  expect(d.replace(/[\d. ]/gu, '')).toBe('MML');
  expect(image).not.toContain('NaN');
});
