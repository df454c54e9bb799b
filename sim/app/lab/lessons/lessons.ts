/** The lessons in their order. */
import { convergence } from './convergence.tsx';
import { dom0Cpu } from './dom0-cpu.tsx';
import { downtime } from './downtime.tsx';
import { failing } from './failing.tsx';
import { fitting } from './fitting.tsx';
import { fourSystems } from './four-systems.tsx';
import { givingUp } from './giving-up.tsx';
import type { Lesson } from './lesson.ts';
import { oneRound } from './one-round.tsx';
import { skipping } from './skipping.tsx';
import { stopAndCopy } from './stop-and-copy.tsx';
import { workingSet } from './working-set.tsx';

export const LESSONS: readonly Lesson[] = [
  stopAndCopy,
  oneRound,
  convergence,
  workingSet,
  skipping,
  givingUp,
  downtime,
  dom0Cpu,
  fitting,
  failing,
  fourSystems,
];
