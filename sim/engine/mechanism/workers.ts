/** Processes of a migration, and the CPU and the waits of its stages on them. */
import type { Body } from '../kernel/process.ts';
import type { Task } from '../machine/flow/task.ts';
import type { Side, Work, Worker } from './stages.ts';

/** Those that there are, by host and by what they do. */
export type Tasks = Readonly<Record<Side, Partial<Record<Worker, Task>>>>;

/** Burns and waits; the other works of a stage are the caller's. */
export function* spend(works: readonly Work[], tasks: Tasks): Body {
  for (const work of works) {
    if (work.kind === 'wait') yield work.ns;
    else if (work.kind === 'burn') yield* (tasks[work.at][work.by] as Task).burn(work.ns);
  }
}
