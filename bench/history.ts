/**
 * What each commit measured: a line of JSON for each with the ratios of its jobs to their
 * yardsticks, so that what has become slower has a commit. Ratios of different machines are not
 * the same, and those of a busy one are up to a third off: the line says which machine it was and
 * how many programs wanted its CPUs.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import type { Measured } from './harness.ts';
import { ratioOf } from './report.ts';

/**
 * Appends a line for the commit that is checked out in a folder. @throws Error where there is none.
 */
export function keepHistory(path: URL, folder: string, measured: readonly Measured[]): void {
  const git = ['log', '-1', '--format=%h %cs'];
  const log = execFileSync('git', git, { encoding: 'utf8', cwd: folder });
  const [commit, date] = log.trim().split(' ');
  const ratios = measured.flatMap((each) => {
    const ratio = ratioOf(each);
    return ratio === undefined ? [] : [[each.name, Number(ratio.toPrecision(3))]];
  });
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}`;
  const load = Number((loadavg()[0] ?? 0).toFixed(1));
  const line = { commit, date, machine, load, ratios: Object.fromEntries(ratios) };
  appendFileSync(path, `${JSON.stringify(line)}\n`);
}
