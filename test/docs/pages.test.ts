/**
 * Pages of the documentation keep their word: files they show are written as shown, commands are
 * run, and what they print must be what the page says. `...` on a line stands for any lines.
 */
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { precopyIn } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const { at, file } = testFolder('docs');

interface Block {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  const fences = page.matchAll(/^```(\w+) ?(\S*)\n(.*?)^```$/gmsu);
  return [...fences].map(([, kind = '', name = '', text = '']) => ({ kind, name, text }));
}

/** What a command prints in a folder, folders of this machine taken out. */
function printed(command: string, cwd: string): string {
  const [, ...args] = command.trim().replace(/^npx /u, '').split(/\s+/u);
  const { out, err } = precopyIn({ cwd }, ...args);
  return `${err}${out}`.replace(/\S*precopy-docs-\w+\/\d+\//gu, '');
}

function pattern(text: string): RegExp {
  const lines = text.trimEnd().split('\n');
  const parts = lines.map((line) => {
    return line === '...' ? '(?:.*\\n)*' : `${line.replace(/[$()*+.?[\\\]^{|}]/gu, '\\$&')}\\n`;
  });
  return new RegExp(`^${parts.join('')}$`, 'u');
}

const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => join('docs', name))
  .sort()
  .filter((path) => readFileSync(path, 'utf8').includes('```sh'));

it('finds pages', () => {
  expect(pages).toContain('docs/how-to/write-a-policy.md');
});

describe.each(pages)('%s', (path) => {
  const blocks = blocksOf(readFileSync(path, 'utf8'));
  // Each page has a folder of its own: two may call their files alike.
  const name = `${pages.indexOf(path)}`;
  const cwd = at(name);
  mkdirSync(cwd);
  symlinkSync(resolve('scenarios'), join(cwd, 'scenarios'));
  for (const block of blocks) if (block.name !== '') file(`${name}/${block.name}`, block.text);
  const commands = blocks.flatMap((block, index) => {
    return block.kind === 'sh' ? [[block.text.trim(), blocks[index + 1]?.text ?? ''] as const] : [];
  });

  it.each(commands)('%s', (command, expected) => {
    expect(`${printed(command, cwd).trimEnd()}\n`).toMatch(pattern(expected));
  });
});
