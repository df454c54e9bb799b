/** What others have named stays text, wherever it stands. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plotText } from '../../../../sim/output/document/plot-text.ts';
import { escapeHtml, html, scriptJson, scriptText } from '../../../../sim/output/html/html.ts';

const NASTY = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</script><!--<script>',
  'שרת הבית \u202eמסד',
  '&lt;b&gt; &amp;',
  '\u2028\u2029\u0000',
];

const text = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', '!', '-', 's', ';') }),
);

/** What a reader of HTML makes of text without tags. */
function decode(escaped: string): string {
  const entities = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return escaped.replace(/&(lt|gt|quot|#39|amp);/g, (_, name) => {
    return entities[name as keyof typeof entities];
  });
}

describe('a template', () => {
  test('lets no text end an element or an attribute, and loses none of it', () => {
    fc.assert(
      fc.property(text, (name) => {
        const escaped = escapeHtml(name);
        expect(escaped).not.toMatch(/[<>"']/);
        expect(decode(escaped)).toBe(name);
        expect(html`<p title="${name}">${name}</p>`.text).toBe(
          `<p title="${escaped}">${escaped}</p>`,
        );
      }),
    );
  });

  test('takes markup of its own as it is, and lists one after the other', () => {
    const items = ['a', '<b>'].map((name) => html`<li>${name}</li>`);
    expect(html`<ul>${items}</ul>`.text).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>');
    expect(html`${1}${['x', 2]}`.text).toBe('1x2');
  });
});

describe('data in a script element', () => {
  test('comes back as it was, and neither ends the element nor begins a comment', () => {
    fc.assert(
      fc.property(fc.array(text), fc.dictionary(text, text), (list, record) => {
        const made = scriptJson({ list, record }).text;
        expect(made).not.toMatch(/[<\u2028\u2029]/);
        expect(JSON.parse(made)).toEqual(JSON.parse(JSON.stringify({ list, record })));
      }),
    );
  });
});

describe('a script of our own', () => {
  test('is refused when it would end its element', () => {
    expect(() => scriptText('const a = "</script>";')).toThrow(RangeError);
    expect(() => scriptText('const a = "<SCRIPT>";')).toThrow(RangeError);
  });

  test('means the same after its comments were hidden from HTML', () => {
    const code = 'return ["<!--".length, /<!--x/.test("<!--x")]';
    const made = scriptText(code).text;
    expect(made).not.toContain('<!--');
    expect(new Function(made)()).toEqual([4, true]);
  });
});

describe('a name in a plot', () => {
  test('has no tag for Plotly to follow, and is not longer than there is room for', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 40 }), (name, most) => {
        const shown = plotText(name, most);
        expect(shown).not.toMatch(/[<>]/);
        const visible = decode(shown).replace(/[\u2068\u2069]/g, '');
        expect([...visible].length).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('is cut, kept apart from its surroundings if it is not plain, and on one line', () => {
    expect(plotText('x'.repeat(10_000), 8)).toBe('xxxxxxx…');
    expect(plotText('a\nb\tc')).toBe('a b c');
    expect(plotText('שרת')).toBe('\u2068שרת\u2069');
    expect(plotText('<script>')).toBe('&lt;script&gt;');
    expect(plotText(`"a" & 'b'`)).toBe(`"a" &amp; 'b'`);
    expect(plotText('a\u202eb\u2069c')).toBe('abc');
  });
});
