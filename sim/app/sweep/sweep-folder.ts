/** The folder of a sweep while one process works in it: a lock, a journal, and what is known. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathProblem } from '../files/path-problem.ts';
import type { Header } from './header.ts';
import { Journal } from './journal.ts';
import type { RunRecord } from './journal-line.ts';
import { KnownRuns } from './known-runs.ts';
import { takeLock } from './lock.ts';
import type { Shard } from './shard.ts';

/** A sweep that can resume. */
export interface SweepFolder {
  readonly journalPath: string;
  readonly known: KnownRuns;
  /** @throws Problem when the run cannot be kept. */
  readonly keep: (run: RunRecord) => void;
  /** @throws Problem when what was kept cannot be written to the disk. */
  readonly close: () => void;
}

/** Where the journal of a shard stands in its folder. */
export function journalName({ index, count }: Shard): string {
  if (count === 1) return 'journal.jsonl';
  return `journal-${String(index).padStart(String(count).length, '0')}-of-${count}.jsonl`;
}

/**
 * Resumes a sweep, or begins it.
 * @param remark receives what is wrong but can be repaired.
 * @throws Problem when the folder cannot be used, or is another process's or another sweep's.
 */
export function openSweepFolder(
  folder: string,
  header: Header,
  remark: (text: string) => void,
): SweepFolder {
  const journalPath = join(folder, journalName(header.shard));
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw pathProblem(folder, error);
  }
  const unlock = takeLock(`${journalPath}.lock`);
  const known = new KnownRuns(header);
  try {
    const journal = Journal.open(journalPath, header, (run) => known.add(run), remark);
    return {
      journalPath,
      known,
      keep: (run) => journal.append(run),
      close: () => {
        try {
          journal.close();
        } finally {
          unlock();
        }
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
