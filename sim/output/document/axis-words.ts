/** What stands along an axis: a column of results or a setting, in words and with its unit. */
import { pathWords } from '../../scenario/axis-words.ts';
import { CALIBRATED } from '../../study/calibrate/quantities.ts';
import { own } from '../../text/tree.ts';

/** Endings of columns that say their unit. */
const UNITS = [
  [/Seconds$/u, 's'],
  [/Percent$/u, '%'],
] as const;

/** Such as `total time (s)` for `totalSeconds`. @param unit see `pathWords`. */
export function axisWords(column: string, unit?: string): string {
  const [ending, known] = UNITS.find(([end]) => end.test(column)) ?? [/$/u, unit];
  const title = own(CALIBRATED, column)?.title;
  if (title === undefined && (known === unit || /[.\s]/u.test(column))) {
    return pathWords(column, unit);
  }
  const words = title ?? spaced(column.replace(ending, ''));
  return words + (known === undefined || known === '' ? '' : ` (${known})`);
}

/** Such as `Total time against CPU cap of Dom0, source host`, for a title. */
export function againstWords(y: string, x: string): string {
  const [what = '', axis] = [y, x].map((column) => axisWords(column).replace(UNIT_LAST, ''));
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} against ${axis}`;
}

const UNIT_LAST = / \(([^()]+)\)$/u;

/** The unit at the end of an axis's words; empty where there is none. */
export const unitIn = (words: string): string => UNIT_LAST.exec(words)?.[1] ?? '';

/** `sourceDom0Cpu` as `source Dom0 CPU`. */
function spaced(name: string): string {
  const parts = name.split(/(?=[A-Z])/u).map((part) => own(NAMES, part) ?? part.toLowerCase());
  return parts.join(' ');
}

/** Words that keep their capitals. */
const NAMES: Readonly<Record<string, string>> = { Dom0: 'Dom0', Cpu: 'CPU' };
