/** The scales of sliders: which values of a file they go through. */
import { smallestOf } from '../../../engine/kernel/lists.ts';
import type { TimedSetting } from '../../../scenario/settings.ts';

/** Steps of a slider to values of a file, and back. */
export interface SliderScale {
  /** Positions of a slider, from 0. */
  readonly steps: number;
  textAt(step: number): string;
  /** The nearest step to a written value; undefined when it cannot be read. */
  stepOf(text: string): number | undefined;
}

/** No cap is more than any cap. */
const NO_CAP = 105;

/** The scale through the values of a setting. */
export function scaleOf(setting: TimedSetting, values: readonly string[]): SliderScale {
  const numberOf = (text: string): number | undefined => {
    const reading = setting.read(text);
    return reading.ok ? (reading.value ?? NO_CAP) : undefined;
  };
  return {
    steps: values.length - 1,
    textAt: (step) => values[step] as string,
    stepOf: (text) => {
      const number = numberOf(text);
      if (number === undefined) return undefined;
      const gaps = values.map((each) => Math.abs((numberOf(each) ?? 0) - number));
      return gaps.indexOf(smallestOf(gaps));
    },
  };
}
