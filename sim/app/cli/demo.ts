/** `precopy demo`: a first migration as a picture in the terminal. */

import { relative } from 'node:path';
import type { Argv } from 'yargs';
import { largestOf } from '../../engine/kernel/lists.ts';
import { table } from '../../output/text/table.ts';
import type { MigrationResult } from '../../run/result/result.ts';
import { run } from '../../run/run.ts';
import { loadScenario } from '../../scenario/load.ts';
import { shippedPath } from '../files/files.ts';
import { openScenario } from '../files/scenario-file.ts';
import { declareCommand, type Given } from './command.ts';
import * as option from './options.ts';
import { print } from './terminal.ts';

const FIRST = 'teach/first-migration.yaml';
const BAR_COLUMNS = 40;
const LINE_COLUMNS = 60;

function options(parser: Argv) {
  return parser.options({ set: option.set, seed: option.seed });
}

export const command = declareCommand(options, demoCommand);

async function demoCommand(args: Given<typeof options>): Promise<void> {
  const file = shippedPath(FIRST);
  const { text, options: loading } = await openScenario({ ...args, file });
  const { scenario } = loadScenario(text, file, loading);
  const { title, migrations } = run(scenario);
  const pictures = migrations.map(picture);
  print(
    [title, ...pictures, `the same in figures: precopy run ${relative('.', file)}`].join('\n\n'),
  );
}

/** Pages of each round as bars, and the course of time. */
export function picture(migration: MigrationResult): string {
  const { rounds, totalSeconds, downtimeSeconds } = migration;
  const most = largestOf(
    rounds.map(({ sent }) => sent),
    1,
  );
  const columns = [
    { title: 'round', right: true },
    { title: 'pages sent' },
    { title: 'seconds', right: true },
    { title: 'guest' },
  ];
  const rows = rounds.map(({ round, sent, seconds, live }) => {
    const bar = '#'.repeat(Math.ceil((BAR_COLUMNS * sent) / most));
    return [`${round}`, `${bar} ${sent}`, seconds.toFixed(3), live ? 'runs' : 'down'];
  });
  const times = [
    `${timeLine(migration)} rounds, and x where the guest is down`,
    `total time ${totalSeconds.toFixed(2)} s, downtime ${downtimeSeconds.toFixed(2)} s`,
  ];
  return [table(columns, rows), times.join('\n')].join('\n\n');
}

/** The time in equal parts: the number of the round, `.` outside of rounds, `x` in the downtime. */
function timeLine({ rounds, totalSeconds, downtimeSeconds }: MigrationResult): string {
  const marks = Array.from({ length: LINE_COLUMNS }, (_, column) => {
    const from = (column * totalSeconds) / LINE_COLUMNS;
    if (from + totalSeconds / LINE_COLUMNS > totalSeconds - downtimeSeconds) return 'x';
    const at = rounds.find((one) => from < one.startSeconds + one.seconds);
    return at === undefined || at.startSeconds > from ? '.' : String(at.round % 10);
  });
  return `|${marks.join('')}|`;
}
