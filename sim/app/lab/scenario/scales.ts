/** The scales of sliders: which values of a file they go through. */
import { type SettingKind, settingOf } from '../../../scenario/settings.ts';

/** Steps of a slider to values of a file, and back. */
export interface SliderScale {
  /** Positions of a slider, from 0. */
  readonly steps: number;
  textAt(step: number): string;
  /** The nearest step to a written value; undefined when it cannot be read. */
  stepOf(text: string): number | undefined;
}

/** A scale through a list of values of a setting. */
function listed(kind: SettingKind, values: readonly string[]): SliderScale {
  const numberOf = (text: string): number | undefined => {
    const reading = settingOf({ kind }).read(text);
    return reading.ok ? (reading.value ?? NO_CAP) : undefined;
  };
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

/** No cap is more than any cap. */
const NO_CAP = 105;

const FIVES = Array.from({ length: 20 }, (_, index) => `${5 * (index + 1)} %`);

export const CAPS = listed('guest-cap', [...FIVES, 'none']);

export const RATES = listed(
  'guest-rate',
  [0, 100, 200, 500, 1000, 2000, 3000, 4000, 5000, 6000, 8000, 10000, 12000, 15000, 20000, 25000]
    .concat([30000, 40000, 50000, 75000, 100000])
    .map((pages) => `${pages} pages/s`),
);

export const WORKING_SETS = listed(
  'guest-working-set',
  [1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024].map(
    (mib) => `${mib} MiB`,
  ),
);

export const LINKS = listed(
  'link-rate',
  [10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 2500, 10000].map(
    (mbit) => `${mbit} Mbit/s`,
  ),
);
