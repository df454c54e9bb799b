/** `run --picture`: the picture of a page of the documentation, and what is refused. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { precopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';

const { at } = testFolder('picture');
const FILE = 'scenarios/policies/xenserver-2025.yaml';
const PICTURE = 'docs/xen-of-today.svg';

it('draws the suspend within a round as docs/explanation/xen-of-today.md shows it', () => {
  const path = at('end.svg');
  precopy('run', FILE, '--quiet', '--picture', path, '--span', '4.2s-6.2s');
  const drawn = readFileSync(path, 'utf8');
  if (process.env.UPDATE_REFERENCE !== undefined) writeFileSync(PICTURE, drawn);
  expect(drawn).toBe(readFileSync(PICTURE, 'utf8'));
  expect(drawn).toContain('rest-of-round');
});

it('refuses what is no span of time', () => {
  for (const span of ['4s', '5s-4s', 'x-y']) {
    const { code, err } = precopy('run', FILE, '--picture', at('no.svg'), '--span', span);
    expect([code, err.includes('expected two times')]).toEqual([2, true]);
  }
});
