/** `precopy lab` as a teacher uses it: one file to hand out, or a page served on this machine. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { haveBuiltLab } from '../../../support/built-lab.ts';

const folder = mkdtempSync(join(tmpdir(), 'precopy-lab-cli-'));
const COMMAND = ['--import', 'tsx', 'sim/app/cli/main.ts', 'lab'];

beforeAll(haveBuiltLab);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The first line on stdout. */
function firstLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => stdout?.once('data', (data) => resolve(`${data}`.trim())));
}

test('writes the lab as one file that asks for nothing else', () => {
  const path = join(folder, 'lab.html');
  const { stdout, status } = spawnSync('node', [...COMMAND, '-o', path], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, `The lab is in ${path}: open it in a browser.\n`]);
  const page = readFileSync(path, 'utf8');
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="(?!data:)/);
});

test('says which ports there are', () => {
  const { stderr, status } = spawnSync('node', [...COMMAND, '--port', '70000'], {
    encoding: 'utf8',
  });
  expect([status, stderr.trim()]).toEqual([
    2,
    '--port: this is no port (a whole number from 0 to 65535)',
  ]);
});

describe('the server', () => {
  let server: ChildProcess;
  let address: string;
  beforeAll(async () => {
    server = spawn('node', [...COMMAND, '--port', '0']);
    address = (await firstLine(server)).replace('The lab is at ', '');
  });
  afterAll(() => server.kill());

  test('gives the page, to this machine', async () => {
    expect(new URL(address).hostname).toBe('127.0.0.1');
    const answer = await fetch(address);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await answer.text()).toContain('<title>precopy lab</title>');
  });

  test.each(['package.json', '..%2fpackage.json', 'lab.html'])('has no %s', async (path) => {
    expect((await fetch(new URL(path, address))).status).toBe(404);
  });

  test('takes nothing', async () => {
    expect((await fetch(address, { method: 'POST', body: 'x' })).status).toBe(404);
  });
});
