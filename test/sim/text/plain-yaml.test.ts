/** Plain YAML read fast against the same text read by the parser for all of YAML. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPlainYaml } from '../../../sim/text/plain-yaml.ts';
import { readYamlDocument } from '../../../sim/text/yaml-document.ts';

const LIMITS = { depth: 40, aliases: 100 };
/** What YAML has rules for. */
const SIGNS = [
  ' ',
  '\n',
  ': ',
  '-',
  '{',
  '}',
  '[',
  ']',
  ',',
  '"',
  "'",
  '#',
  '&',
  '*',
  '!',
  '|',
].concat(['>', '%', '@', '~', '0x1', '.5', '1e3', '\t', '? ', '\r\n', '---\n', 'null', 'true']);

const SHIPPED = readdirSync('scenarios', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(`scenarios/${name}`, 'utf8'));

describe('the two readers of YAML', () => {
  test('give the same values and offsets of every shipped scenario', () => {
    for (const text of SHIPPED) {
      const plain = readPlainYaml(text, LIMITS);
      if (text.includes(' &')) expect(plain).toBeUndefined();
      else expect(readYamlDocument(text, LIMITS)).toEqual({ ok: true, root: plain });
    }
  });

  test('never differ on a text that both read, whatever is written into it', () => {
    const texts = SHIPPED.filter(({ length }) => length < 2000);
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...SIGNS)), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.constantFrom(...texts), edits, (text, list) => {
        const edited = list.reduce((old, [where, cut, sign]) => {
          const at = where % old.length;
          return `${old.slice(0, at)}${sign}${old.slice(at + cut)}`;
        }, text);
        const plain = readPlainYaml(edited, LIMITS);
        const any = readYamlDocument(edited, LIMITS);
        if (plain !== undefined && any.ok) expect(any.root).toEqual(plain);
      }),
      { seed: 20, numRuns: 300 },
    );
  });

  test.each([
    ['an anchor', 'a: &x 1\nb: *x\n'],
    ['a tag', 'a: !!str 5\n'],
    ['a directive', '%YAML 1.2\n---\na: 1\n'],
    ['a key that is twice', 'a: 1\na: 2\n'],
    ['a second document', 'a: 1\n---\nb: 2\n'],
    ['the name of the prototype', '__proto__: {a: 1}\n'],
    ['what is not valid', 'a: [1\n'],
  ])('leave %s to the slow one', (_, text) => {
    expect(readPlainYaml(text, LIMITS)).toBeUndefined();
  });

  test('refuse an anchor that holds itself', () => {
    expect(readYamlDocument('a: &x [*x]\n', LIMITS)).toEqual({
      ok: false,
      mistakes: [{ message: 'anchors: one is used inside itself' }],
    });
  });
});
