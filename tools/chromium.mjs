/**
 * Sees to it that Chromium is there for the tests that look at pages: as root with apt-get it is
 * installed from Debian's packages; else one line asks for it, and the tests cannot be run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function isThere() {
  const { PATH = '', CHROMIUM = '' } = process.env;
  const places = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [CHROMIUM, ...places].some((place) => place !== '' && existsSync(place));
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
}

if (!isThere() && process.getuid?.() === 0) {
  console.log('Installing chromium ...');
  if (!apt('install', '--yes', '--no-install-recommends', 'chromium')) {
    apt('update');
    apt('install', '--yes', '--no-install-recommends', 'chromium');
  }
}
if (!isThere()) {
  console.error('The tests need Chromium: apt-get install chromium (or set CHROMIUM to its path).');
  process.exitCode = 1;
}
