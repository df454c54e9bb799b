/** `precopy import`: measurements of real migrations in one tidy form. */

import { importReport } from '../../output/text/import-report.ts';
import { type Imported, importText } from '../../study/import/import.ts';
import { tidyCsv } from '../../study/import/tidy-csv.ts';
import { tidyJson } from '../../study/import/tidy-json.ts';
import { type Mistake, Problem } from '../../text/problem.ts';
import { readText } from '../files/files.ts';
import { refuseForms } from './run-choices.ts';
import { print, remark, warn } from './terminal.ts';

export interface ImportArguments {
  readonly files: readonly string[];
  readonly format?: string | undefined;
  readonly json: boolean;
  readonly csv: boolean;
  readonly quiet: boolean;
}

/** More warnings of one file are counted; `--json` has all. */
const WARNINGS_SHOWN = 20;

/** @throws Problem with all files that cannot be read, and then prints nothing. */
export function importCommand(args: ImportArguments): void {
  refuseForms('import', { json: args.json, csv: args.csv });
  const imported = readAll(args);
  if (!args.quiet) imported.forEach(warnOf);
  if (args.json) print(json(imported));
  else if (args.csv) print(tidyCsv(imported.flatMap(({ migrations }) => migrations)));
  else print(imported.map(importReport).join('\n\n'));
}

function readAll({ files, format }: ImportArguments): Imported[] {
  const mistakes: Mistake[] = [];
  const imported = [...new Set(files)].flatMap((file) => {
    try {
      return [importText(readText(file), file, format)];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      mistakes.push(...error.mistakes);
      return [];
    }
  });
  if (mistakes.length > 0) throw new Problem(mistakes);
  return imported;
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
