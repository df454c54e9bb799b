/** Digests of everything that results depend on. */
import { createHash } from 'node:crypto';

const DIGITS = 16;

/** The digest of values, each taken as JSON. */
export function digestOf(values: Iterable<unknown>): string {
  const hash = createHash('sha256');
  for (const value of values) hash.update(`${JSON.stringify(value)}\n`);
  return hash.digest('hex').slice(0, DIGITS);
}
