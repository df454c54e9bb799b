/** Numbers that options must be. */
import { Problem } from '../../text/problem.ts';

/** @throws Problem for a number that is no whole number of at least 1. */
export function requireWhole(option: string, value: number | undefined): void {
  if (value === undefined || (Number.isInteger(value) && value >= 1)) return;
  const message = `${value} is no such number`;
  throw new Problem([{ where: option, message, hint: 'write a whole number from 1' }]);
}
