/** How a scenario names a machine: a profile, or a file that changes numbers of one. */
import type { MachineFile } from '../../models/machine/machine-file.ts';

/**
 * Reads a machine file. @param path as the scenario says it, from the scenario's own place.
 * @throws Problem when it cannot be read, or with its mistakes.
 */
export type ReadMachine = (path: string) => MachineFile;

/** Whether a scenario's `machine` is the path of a file and not the name of a profile. */
export function isMachinePath(machine: string): boolean {
  return /\.(?:ya?ml|json)$/iu.test(machine) || /[/\\]/u.test(machine);
}
