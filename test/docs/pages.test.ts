/**
 * Pages of the documentation keep their word: files they show are written as shown, commands are
 * run, and what they print must be what the page says. `...` on a line stands for any lines.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveBuiltLab } from '../support/built-lab.ts';

const folder = mkdtempSync(join(tmpdir(), 'precopy-docs-'));
beforeAll(haveBuiltLab);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
  const words = ['--import', import.meta.resolve('tsx'), resolve('sim/app/cli/main.ts'), ...args];
  const { stdout, stderr } = spawnSync('node', words, { encoding: 'utf8', cwd });
  return `${stderr}${stdout}`.replace(/\S*precopy-docs-\w+\/\d+\//gu, '');
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
  const cwd = join(folder, `${pages.indexOf(path)}`);
  mkdirSync(cwd);
  for (const { name, text } of blocks) if (name !== '') writeFileSync(join(cwd, name), text);
  const commands = blocks.flatMap((block, index) => {
    return block.kind === 'sh' ? [[block.text.trim(), blocks[index + 1]?.text ?? ''] as const] : [];
  });

  it.each(commands)('%s', (command, expected) => {
    expect(`${printed(command, cwd).trimEnd()}\n`).toMatch(pattern(expected));
  });
});
