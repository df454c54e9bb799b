/** The lab where `precopy lab` looks for it, for tests that run before anybody has built. */
import { existsSync } from 'node:fs';
import { build } from 'vite';

const PATH = 'dist/lab.html';

/** Builds it if there is none. */
export async function haveBuiltLab(): Promise<void> {
  if (!existsSync(PATH)) await build({ logLevel: 'error' });
}
