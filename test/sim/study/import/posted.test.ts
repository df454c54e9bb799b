/** What is undone of what posting does to a text. */
import { describe, expect, it } from 'vitest';
import { unposted } from '../../../../sim/study/import/posted.ts';

const LONG = 'x'.repeat(70);

describe('a text that was posted', () => {
  it.each([
    ['quotation marks', '> > a\n >> b\nc > d', 'a\nb\nc > d'],
    ['colours and cursor moves', '\u001B[1;31mred\u001B[0m\u001B[K', 'red'],
    ['quoted-printable letters', 'multifd=3Don=0D\ntotal=3D4=20\n', 'multifd=on\ntotal=4\n'],
    ['its soft line ends', 'a=3D1, =\nb\nc', 'a=1, b\n\nc'],
    [
      'its soft line ends alone',
      `${LONG}=\n${LONG}=\n${LONG}=\ny\nz`,
      `${LONG.repeat(3)}y\n\n\n\nz`,
    ],
  ])('has its %s undone', (_, posted, plain) => {
    expect(unposted(posted)).toBe(plain);
  });

  it.each(['processed=20, total=3\n', 'a=\nb=\nc\n', 'YWJj=\n', 'a > b\n'])(
    '%j stays as it is',
    (text) => {
      expect(unposted(text)).toBe(text);
    },
  );
});
