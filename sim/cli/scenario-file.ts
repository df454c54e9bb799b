/** A scenario file with all that is needed to load it: options, formulas, series beside it. */
import { dirname, isAbsolute, join } from 'node:path';
import { formulaReader } from '../../models/formula/read-formula.ts';
import { PROFILES } from '../../models/profile/registry.ts';
import type { LoadOptions } from '../../scenarios/load.ts';
import { Problem } from '../../scenarios/problem.ts';
import { readCsv } from '../io/csv.ts';
import { readText } from './files.ts';

/** What the command line says of a scenario. */
interface ScenarioArguments {
  readonly set: readonly string[];
  readonly seed?: string | undefined;
  /** Instead of the file's. */
  readonly fidelity?: string | undefined;
}

/** A text and how to load it. */
interface OpenedScenario {
  readonly text: string;
  readonly options: LoadOptions;
}

/**
 * Reads a scenario file. mathjs is loaded only when the word `formula` occurs.
 * @throws Problem when the file cannot be read, or for a malformed `--set`.
 */
export async function openScenario(
  args: ScenarioArguments & { readonly file: string },
): Promise<OpenedScenario> {
  const text = readText(args.file);
  const hasFormula = [text, ...args.set].some((each) => each.includes('formula'));
  const folder = dirname(args.file);
  return {
    text,
    options: {
      ...loadOptions(args),
      readFormula: hasFormula ? await formulaReader() : undefined,
      readTable: (path) => {
        const place = isAbsolute(path) ? path : join(folder, path);
        return readCsv(readText(place), place);
      },
    },
  };
}

/**
 * The options of the loader that the command line gives.
 * @throws Problem for a malformed `--set`.
 */
function loadOptions({ set, seed, fidelity }: ScenarioArguments): LoadOptions {
  const pairs = set.map((text) => {
    const at = text.indexOf('=');
    if (at > 0) return { path: text.slice(0, at).trim(), value: text.slice(at + 1).trim() };
    const hint = 'write it as path=value, for example --set "source.dom0.cap=40 %"';
    throw new Problem([{ where: `--set ${text}`, message: 'there is no = in it', hint }]);
  });
  if (fidelity !== undefined) pairs.push({ path: 'fidelity', value: fidelity });
  return { profiles: PROFILES, set: pairs, ...(seed === undefined ? {} : { seed }) };
}
