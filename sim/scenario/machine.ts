/** A machine that a scenario names: a profile, or a file that changes numbers of one. */
import type { Parameter, Profile } from '../../models/machine/profile.ts';
import { didYouMean, quote } from '../text/suggest.ts';
import type { Finding, Path, RawMap } from '../text/tree.ts';

/** A machine as its file says it. */
export interface MachineFile {
  readonly name: string;
  readonly title: string;
  /** The profile whose numbers hold where the file has none. */
  readonly base: Profile;
  /** Only what the file has. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** How the numbers were found, as plain data; empty when the file does not say. */
  readonly calibration: RawMap;
}

/**
 * Reads a machine file. @param path as the scenario says it, from the scenario's own place.
 * @throws Problem when it cannot be read, or with its mistakes.
 */
export type ReadMachine = (path: string) => MachineFile;

/** Whether a scenario's `machine` is the path of a file and not the name of a profile. */
export function isMachinePath(machine: string): boolean {
  return /\.(?:ya?ml|json)$/iu.test(machine) || /[/\\]/u.test(machine);
}

/** The profile that a machine file amounts to. */
export function profileOf({ name, title, base, parameters }: MachineFile): Profile {
  return { ...base, name, title, parameters: { ...base.parameters, ...parameters } };
}

/** Says that a profile of this name does not exist. @param known names of those that do. */
export function noProfile(name: string, known: object, path: Path): Finding {
  const hint = didYouMean(name, Object.keys(known));
  return { path, message: `no machine profile ${quote(name)}`, hint };
}

/** Says that a machine does not have a parameter of this name. */
export function noParameter(name: string, { name: machine, parameters }: Profile): Finding {
  const message = `machine ${quote(machine)} has no parameter ${quote(name)}`;
  const hint = didYouMean(name, Object.keys(parameters));
  return { path: ['parameters', name], atKey: true, message, hint };
}
