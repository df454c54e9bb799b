/** `precopy lab` as a teacher uses it: one file to hand out, or a page served on this machine. */
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { precopy, startPrecopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';

const { at } = testFolder('lab-cli');

/** The first line on stdout. */
function firstLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => stdout?.once('data', (data) => resolve(`${data}`.trim())));
}

test('writes the lab as one file that asks for nothing else', () => {
  const path = at('lab.html');
  const { code, out } = precopy('lab', '-o', path);
  expect([code, out]).toEqual([0, `The lab is in ${path}: open it in a browser.\n`]);
  const page = readFileSync(path, 'utf8');
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="(?!data:)/);
});

test('says which ports there are', () => {
  const { code, err } = precopy('lab', '--port', '70000');
  expect([code, err.trim()]).toEqual([
    2,
    '--port: not a valid port (a whole number from 0 to 65535)',
  ]);
});

describe('the server', () => {
  let server: ChildProcess;
  let address: string;
  beforeAll(async () => {
    server = startPrecopy('lab', '--port', '0');
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
