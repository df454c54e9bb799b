/** The scales of sliders: which values of a file they go through. */
import { readCap, readQuantity } from '../../../text/quantity.ts';

/** Steps of a slider to values of a file, and back. */
export interface SliderScale {
  /** Positions of a slider, from 0. */
  readonly steps: number;
  textAt(step: number): string;
  /** The nearest step to a written value; undefined when it cannot be read. */
  stepOf(text: string): number | undefined;
}

/** A scale through a list of values. */
function listed(
  values: readonly string[],
  numberOf: (text: string) => number | undefined,
): SliderScale {
  const numbers = values.map((text) => numberOf(text) ?? 0);
  return {
    steps: values.length - 1,
    textAt: (step) => values[step] as string,
    stepOf: (text) => {
      const number = numberOf(text);
      if (number === undefined) return undefined;
      const gaps = numbers.map((each) => Math.abs(each - number));
      return gaps.indexOf(Math.min(...gaps));
    },
  };
}

const numberIn =
  (unit: 'pages/s' | 'bytes' | 'bit/s') =>
  (text: string): number | undefined => {
    const reading = readQuantity(text, unit);
    return reading.ok ? reading.value : undefined;
  };

/** No cap is more than any cap. */
function capOf(text: string): number | undefined {
  const reading = readCap(text);
  return reading.ok ? (reading.value ?? NO_CAP) : undefined;
}

const NO_CAP = 105;

export const CAPS: SliderScale = listed(
  [...fives().map((percent) => `${percent} %`), 'none'],
  capOf,
);

function fives(): number[] {
  return Array.from({ length: 20 }, (_, index) => 5 * (index + 1));
}

export const RATES: SliderScale = listed(
  [0, 100, 200, 500, 1000, 2000, 3000, 4000, 5000, 6000, 8000, 10000, 12000, 15000, 20000, 25000]
    .concat([30000, 40000, 50000, 75000, 100000])
    .map((pages) => `${pages} pages/s`),
  numberIn('pages/s'),
);

export const WORKING_SETS: SliderScale = listed(
  [1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024].map(
    (mib) => `${mib} MiB`,
  ),
  numberIn('bytes'),
);

export const LINKS: SliderScale = listed(
  [10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 2500, 10000].map(
    (mbit) => `${mbit} Mbit/s`,
  ),
  numberIn('bit/s'),
);
