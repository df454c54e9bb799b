/**
 * What each commit measured: a line for each job with its ratio to the yardstick, so that what has
 * become slower has a commit. Ratios of different machines are not the same; those of one are.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import type { Measured } from './harness.ts';
import { ratioOf } from './report.ts';

const TITLES = 'commit,date,job,ratio\n';

/** Appends lines for the commit that is checked out. @throws Error where there is none. */
export function keepHistory(path: URL, measured: readonly Measured[]): void {
  const git = ['log', '-1', '--format=%h,%cs'];
  const commit = execFileSync('git', git, { encoding: 'utf8' }).trim();
  const lines = measured.flatMap((each) => {
    const ratio = ratioOf(each);
    return ratio === undefined ? [] : [`${commit},"${each.name}",${ratio.toPrecision(3)}\n`];
  });
  appendFileSync(path, (existsSync(path) ? '' : TITLES) + lines.join(''));
}
