/** The page-exact means of the sample in `expected-kinds.ts`. */
import { readFileSync } from 'node:fs';

const PATH = new URL('../test/sim/run/expected/kinds.csv', import.meta.url);

/** A point, with its page-exact means, seconds. */
export interface KindRow {
  readonly kind: string;
  readonly index: number;
  readonly total: number;
  readonly down: number;
}

export function kindRows(): KindRow[] {
  const [, ...lines] = readFileSync(PATH, 'utf8').trim().split('\n');
  return lines.map((line): KindRow => {
    const [, kind = '', rest = ''] = /^"(.*)",(.*)$/u.exec(line) ?? [];
    const [index = 0, , total = 0, , down = 0] = rest.split(',').map(Number);
    return { kind, index, total, down };
  });
}
