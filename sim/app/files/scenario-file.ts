/** A scenario file with all that is needed to load it: options, formulas, series beside it. */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { MachineFile } from '../../../models/machine/machine-file.ts';
import { PROFILES } from '../../../models/machine/registry.ts';
import { formulaReader } from '../../scenario/formula/read-formula.ts';
import type { LoadOptions, SetOption } from '../../scenario/load.ts';
import { isMachinePath } from '../../scenario/machine.ts';
import { readMachineFile } from '../../scenario/machine-file.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { readCsv } from '../../text/csv.ts';
import { type Mistake, Problem } from '../../text/problem.ts';
import { readText } from './files.ts';

/** What the command line says of a scenario. */
interface ScenarioArguments {
  /** A machine file, as seen from here, or the name of a profile. */
  readonly machine?: string | undefined;
  readonly set: readonly string[];
  readonly seed?: string | undefined;
  /** Instead of the file's. */
  readonly fidelity?: string | undefined;
}

/** A text and how to load it. */
interface OpenedScenario {
  readonly text: string;
  /** Where paths in it start. */
  readonly folder: string;
  readonly options: LoadOptions;
  /** Files that were read for it, by their paths; more when it is loaded. */
  readonly files: ReadonlyMap<string, string>;
}

/** Reads a scenario file. @throws Problem when that fails, or for a malformed `--set`. */
export async function openScenario(
  args: ScenarioArguments & { readonly file: string },
): Promise<OpenedScenario> {
  return openText(readText(args.file), args);
}

/**
 * A scenario as if it were the text of a file. mathjs is loaded only when a formula is in it.
 * @throws Problem for a malformed `--set`.
 */
export async function openText(
  text: string,
  args: ScenarioArguments & { readonly file: string },
): Promise<OpenedScenario> {
  const hasFormula = [text, ...args.set].some((each) => each.includes('formula'));
  const folder = dirname(args.file);
  const files = new Map<string, string>();
  const beside = (place: string): string => {
    const found = files.get(place) ?? readText(place);
    files.set(place, found);
    return found;
  };
  return {
    text,
    folder,
    files,
    options: {
      ...loadOptions(args),
      readFormula: hasFormula ? await formulaReader() : undefined,
      readTable: (path) => {
        const place = from(folder, path);
        return readCsv(beside(place), place);
      },
      readMachine: (path) => {
        const place = from(folder, path);
        return readMachineFile(beside(place), place, PROFILES);
      },
    },
  };
}

const from = (folder: string, path: string): string =>
  isAbsolute(path) ? path : join(folder, path);

/** @throws Problem when the file cannot be read, or with its mistakes. */
export function openMachine(path: string): MachineFile {
  return readMachineFile(readText(path), path, PROFILES);
}

/** @throws Problem for a scenario in which nothing migrates. */
export function requireMigrations({ migrations }: Scenario, where: string): void {
  if (migrations.length > 0) return;
  const hint = 'add `migrations: [{guest: ..., to: ...}]`';
  throw new Problem([{ where, message: 'nothing migrates in it', hint }]);
}

const WITHOUT_FAULTS = '`--set "faults=[]"` leaves them out';

/**
 * For what asks how long migrations take that come to their end.
 * @throws Problem for a scenario in which something may fail.
 */
export function refuseFaults({ faults = [] }: Scenario, where: string): void {
  if (faults.length === 0) return;
  const message = 'its `faults` may end a migration, and times of those that fail say nothing here';
  throw new Problem([{ where, message, hint: WITHOUT_FAULTS }]);
}

/** What a search says of a scenario in which something may fail. */
export function aboutFaults({ faults = [] }: Scenario, where: string): Mistake[] {
  if (faults.length === 0) return [];
  const message = 'its `faults` strike in every run; a migration that fails counts as given up';
  return [{ where, message, hint: WITHOUT_FAULTS }];
}

/** What `--machine` sets in a scenario; nothing without it. */
export function machineSetting(machine: string | undefined): SetOption[] {
  if (machine === undefined) return [];
  const value = isMachinePath(machine) ? resolve(machine) : machine;
  return [{ path: 'machine', value: JSON.stringify(value) }];
}

/** `name=value`, as an option has it. @throws Problem. */
export function readPair(option: string, text: string, form: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  const hint = `write it as ${form}`;
  const message = at < 0 ? '= is missing' : 'there is nothing before =';
  throw new Problem([{ where: `${option} ${text}`, message, hint }]);
}

/**
 * The options of the loader that the command line gives.
 * @throws Problem for a malformed `--set`.
 */
function loadOptions({ machine, set, seed, fidelity }: ScenarioArguments): LoadOptions {
  const pairs = set.map((text) => {
    const form = 'path=value, for example --set "source.dom0.cap=40 %"';
    const [path, value] = readPair('--set', text, form);
    return { path, value };
  });
  if (fidelity !== undefined) pairs.push({ path: 'fidelity', value: fidelity });
  const all = [...machineSetting(machine), ...pairs];
  return { profiles: PROFILES, set: all, ...(seed === undefined ? {} : { seed }) };
}
