/**
 * The units a scenario file may use, what each is worth in the unit held in memory, and frequent
 * slips.
 */
import { BITS_PER_PAGE, type ParameterUnit } from '../engine/kernel/unit.ts';

/** One kind of quantity. */
export interface Dimension {
  /** What it is, with article: 'a size'. */
  readonly noun: string;
  readonly example: string;
  /** Worth of every unit, in the unit held in memory; '' is a number without a unit. */
  readonly units: ReadonlyMap<string, bigint>;
  /** Units to show values in, largest first. */
  readonly shown: readonly string[];
  /** True when only whole numbers of the unit in memory make sense. */
  readonly whole: boolean;
  /** Another kind that is taken too, and how many of its unit are one of this. */
  readonly also?: { readonly unit: ParameterUnit; readonly perOne: number };
}

const KI = 1024n;
const K = 1000n;

const BYTES = new Map([
  ['B', 1n],
  ['KiB', KI],
  ['MiB', KI ** 2n],
  ['GiB', KI ** 3n],
  ['TiB', KI ** 4n],
  ['kB', K],
  ['MB', K ** 2n],
  ['GB', K ** 3n],
  ['TB', K ** 4n],
]);

const BIT_RATES = new Map([
  ['bit/s', 1n],
  ['kbit/s', K],
  ['Mbit/s', K ** 2n],
  ['Gbit/s', K ** 3n],
  ['Tbit/s', K ** 4n],
  ...[...BYTES].map(([name, bytes]) => [`${name}/s`, 8n * bytes] as const),
]);

const TIMES = new Map([
  ['ns', 1n],
  ['us', K],
  ['\u00b5s', K],
  ['\u03bcs', K], // both characters that look like the Greek letter
  ['ms', K ** 2n],
  ['s', K ** 3n],
  ['min', 60n * K ** 3n],
  ['h', 3600n * K ** 3n],
]);

/** Every kind of quantity, by the unit in which it stands in memory. */
export const DIMENSIONS: Readonly<Record<ParameterUnit, Dimension>> = {
  bytes: {
    noun: 'a size',
    example: '1 GiB',
    units: BYTES,
    whole: true,
    shown: ['TiB', 'GiB', 'MiB', 'KiB', 'B'],
  },
  'bit/s': {
    noun: 'a bit rate',
    example: '1 Gbit/s',
    units: BIT_RATES,
    whole: true,
    shown: ['Tbit/s', 'Gbit/s', 'Mbit/s', 'kbit/s', 'bit/s'],
  },
  ns: {
    noun: 'a duration',
    example: '30 ms',
    units: TIMES,
    whole: true,
    shown: ['s', 'ms', 'us', 'ns'],
  },
  percent: {
    noun: 'a percentage',
    example: '40 %',
    units: new Map([['%', 1n]]),
    whole: false,
    shown: ['%'],
  },
  pages: {
    noun: 'a number of pages',
    example: '200000 pages',
    whole: true,
    shown: ['pages'],
    units: new Map([
      ['', 1n],
      ['pages', 1n],
      ['page', 1n],
    ]),
  },
  'pages/s': {
    noun: 'a page rate',
    example: '10000 pages/s',
    whole: false,
    shown: ['pages/s'],
    units: new Map([
      ['pages/s', 1n],
      ['page/s', 1n],
    ]),
    also: { unit: 'bit/s', perOne: BITS_PER_PAGE },
  },
  count: {
    noun: 'a number without a unit',
    example: '12',
    units: new Map([['', 1n]]),
    whole: false,
    shown: [''],
  },
};

/** What people write, in lower case, and what they may have meant. */
const SLIPS: Readonly<Record<string, readonly string[]>> = {
  sec: ['s'],
  secs: ['s'],
  second: ['s'],
  seconds: ['s'],
  msec: ['ms'],
  usec: ['us'],
  nsec: ['ns'],
  milliseconds: ['ms'],
  microseconds: ['us'],
  minute: ['min'],
  minutes: ['min'],
  m: ['min', 'ms', 'MiB', 'Mbit/s'],
  hour: ['h'],
  hours: ['h'],
  percent: ['%'],
  byte: ['B'],
  bytes: ['B'],
  b: ['B'],
  pps: ['pages/s'],
  'pages/sec': ['pages/s'],
  pages: ['pages/s'],
  'p/s': ['pages/s'],
};

/**
 * Units of the dimension that an unknown one may stand for. `Gb`, `gb`, `Gbps`, `GIB` could each be
 * bits or bytes, by 1000 or by 1024: all readings are offered, none is taken.
 */
export function nearUnits(unit: string, dimension: Dimension): string[] {
  const lower = unit.toLowerCase();
  const slip = Object.hasOwn(SLIPS, lower) ? (SLIPS[lower] ?? []) : [];
  const letter = /^([kmgt])(i?)(b|bit|bits|byte|bytes)?(ps|\/s|\/sec)?$/.exec(lower);
  const prefixed = letter === null ? [] : prefixedUnits(letter[1] ?? '', letter[2] === 'i');
  const folded = [...dimension.units.keys()].filter((known) => known.toLowerCase() === lower);
  const near = [...folded, ...slip, ...prefixed].filter((known) => dimension.units.has(known));
  return [...new Set(near)];
}

function prefixedUnits(letter: string, binary: boolean): string[] {
  const upper = letter.toUpperCase();
  const decimal = letter === 'k' ? 'k' : upper;
  const binaryUnits = [`${upper}iB`, `${upper}iB/s`];
  if (binary) return binaryUnits;
  return [`${decimal}bit/s`, `${decimal}B`, `${decimal}B/s`, ...binaryUnits];
}
