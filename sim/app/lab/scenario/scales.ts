/** The scales of sliders: which values of a file they go through. */
import { settingOf } from '../../../scenario/settings.ts';

/** Steps of a slider to values of a file, and back. */
export interface SliderScale {
  /** Positions of a slider, from 0. */
  readonly steps: number;
  textAt(step: number): string;
  /** The nearest step to a written value; undefined when it cannot be read. */
  stepOf(text: string): number | undefined;
}

const CAPS = [...Array.from({ length: 20 }, (_, index) => `${5 * (index + 1)} %`), 'none'];
const LINKS = [10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 2500, 10000].map(
  (mbit) => `${mbit} Mbit/s`,
);

/** The values of a slider, by the kind of its setting. */
const VALUES = {
  'dom0-cap': CAPS,
  'guest-cap': CAPS,
  'guest-rate': [
    ...[0, 100, 200, 500, 1000, 2000, 3000, 4000, 5000, 6000, 8000, 10000, 12000, 15000, 20000],
    ...[25000, 30000, 40000, 50000, 75000, 100000],
  ].map((pages) => `${pages} pages/s`),
  'guest-working-set': [1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024].map(
    (mib) => `${mib} MiB`,
  ),
  'link-rate': LINKS,
  'interface-rate': LINKS,
} as const;

/** The kind of a setting that has a scale. */
export type ScaledKind = keyof typeof VALUES;

/** No cap is more than any cap. */
const NO_CAP = 105;

/** The scale through the values of a setting. */
export function scaleOf(kind: ScaledKind): SliderScale {
  const values = VALUES[kind];
  const numberOf = (text: string): number | undefined => {
    const reading = settingOf({ kind }).read(text);
    return reading.ok ? (reading.value ?? NO_CAP) : undefined;
  };
  return {
    steps: values.length - 1,
    textAt: (step) => values[step] as string,
    stepOf: (text) => {
      const number = numberOf(text);
      if (number === undefined) return undefined;
      const gaps = values.map((each) => Math.abs((numberOf(each) ?? 0) - number));
      return gaps.indexOf(Math.min(...gaps));
    },
  };
}
