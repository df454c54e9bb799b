/** Numbers that options must be. */
import { Problem } from '../../scenarios/problem.ts';

/** @throws Problem for a number of workers that is no whole number of at least 1. */
export function requireWorkers(workers: number | undefined): void {
  if (workers === undefined || (Number.isInteger(workers) && workers >= 1)) return;
  const message = `${workers} is no number of workers`;
  throw new Problem([{ where: '--workers', message, hint: 'write a whole number from 1' }]);
}
