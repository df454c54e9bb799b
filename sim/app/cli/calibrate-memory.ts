/** What was simulated, kept in a file so that an interrupted calibration goes on. */
import { appendFileSync, existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Memory, newMemory } from '../../study/calibrate/evaluate.ts';
import { fingerprint, logLine, readLog } from '../files/evaluation-log.ts';
import { readText, writeAll } from '../files/files.ts';
import { pathProblem } from '../files/path-problem.ts';
import { VERSION } from '../version.ts';

/**
 * Only in memory without a file.
 * @param of everything that the outcomes hang on.
 * @throws Problem when the file is of another calibration or cannot be used.
 */
export function openMemory(file: string | undefined, of: unknown): Memory {
  const memory = newMemory();
  if (file === undefined) return memory;
  const text = existsSync(file) ? readText(file) : '';
  const { outcomes, whole } = readLog(text, file, fingerprint([VERSION, of]));
  for (const { at, outcome } of outcomes) memory.keep(at, outcome);
  if (text !== whole) writeAll(dirname(file), { [basename(file)]: whole });
  return {
    known: memory.known,
    keep: (at, outcome) => {
      memory.keep(at, outcome);
      append(file, logLine({ at, outcome }));
    },
  };
}

function append(file: string, line: string): void {
  try {
    appendFileSync(file, line);
  } catch (error) {
    throw pathProblem(file, error);
  }
}
