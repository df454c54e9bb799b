/** `precopy import`: measurements of real migrations in one tidy form. */
import type { Argv } from 'yargs';
import { importDocument } from '../../output/document/import.ts';
import { renderText } from '../../output/text/render.ts';
import { FORMATS, formatTitles } from '../../study/import/formats.ts';
import { type Imported, importText } from '../../study/import/import.ts';
import { tidyCsv } from '../../study/import/tidy-csv.ts';
import { tidyJson } from '../../study/import/tidy-json.ts';
import { collect } from '../../study/validate/read-rows.ts';
import type { Mistake } from '../../text/problem.ts';
import { readText } from '../files/files.ts';
import { declareCommand, examples, type Given } from './command.ts';
import * as option from './options.ts';
import { print, printData, remark, warn } from './terminal.ts';

export function importOptions(parser: Argv) {
  return parser
    .positional(
      'files',
      option.files(
        'logs of xend, xl, XenServer, QEMU, libvirt, Proxmox and others, or what this wrote',
      ),
    )
    .options({
      format: {
        choices: FORMATS.map(({ name }) => name),
        describe: `format of the files; default: recognized by content. ${formatTitles(FORMATS)}`,
      },
      json: option.json,
      csv: option.flag("a row for each round, with its migration's totals"),
      quiet: option.quiet,
    })
    .epilogue(
      examples(
        ['import xend.log', 'a table for each migration in it'],
        ['import before.log after.log --csv', 'the rounds of both, to read with fit'],
      ),
    );
}

type ImportArguments = Given<typeof importOptions>;

const ABOUT =
  'Reads logs of real migrations: rounds, totals, what is missing, ' +
  'and warnings where the figures of the source do not add up.';

export const command = declareCommand(importOptions, importCommand, ABOUT);

/** More warnings of one file are counted; `--json` has all. */
const WARNINGS_SHOWN = 20;

/** @throws Problem with all files that cannot be read, and then prints nothing. */
function importCommand(args: ImportArguments): void {
  option.refuseForms('import', { json: args.json, csv: args.csv });
  const imported = readAll(args);
  if (!args.quiet) imported.forEach(warnOf);
  if (args.json) print(json(imported));
  else if (args.csv) printData(tidyCsv(imported.flatMap(({ migrations }) => migrations)));
  else print(imported.map((each) => renderText(importDocument(each))).join('\n\n'));
}

function readAll({ files, format }: ImportArguments): readonly Imported[] {
  return collect([...new Set(files)], (file) => importText(readText(file), file, format));
}

const mistakesOf = ({ fileName, remarks }: Imported): Mistake[] =>
  remarks.map(({ line, message }) => ({ where: `${fileName}:${line}`, message }));

function warnOf(imported: Imported): void {
  const mistakes = mistakesOf(imported);
  warn(mistakes.slice(0, WARNINGS_SHOWN));
  const more = mistakes.length - WARNINGS_SHOWN;
  if (more > 0) remark(`warning: ${imported.fileName}: ${more} more; --json has all`);
}

function json(imported: readonly Imported[]): string {
  return tidyJson(
    imported.flatMap(({ migrations }) => migrations),
    imported.flatMap(mistakesOf),
  );
}
