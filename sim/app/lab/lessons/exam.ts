/** The last test: settings of a seed, marks, and a code that tells a teacher of them. */
import { fnv1a } from '../../../text/fnv1a.ts';
import { drawSettings } from './draw.ts';
import type { GuestSetting } from './formula.ts';
import { errorOf, NEAR } from './slips.ts';

/** How many settings a test asks. */
export const QUESTIONS = 5;

/** Total time and downtime of one setting, s. */
export interface Times {
  readonly totalSeconds: number;
  readonly downtimeSeconds: number;
}

/** The settings of a seed. */
export const questionsOf = (seed: number): GuestSetting[] => drawSettings(seed, QUESTIONS);

/** Whether each of the two is within 20 %. */
export const marksOf = (said: Times, truth: Times): readonly [boolean, boolean] => [
  Math.abs(errorOf(said.totalSeconds, truth.totalSeconds)) <= NEAR,
  Math.abs(errorOf(said.downtimeSeconds, truth.downtimeSeconds)) <= NEAR,
];

/** What a code says. */
export interface Report {
  readonly seed: number;
  /** Of the ten times those that were within 20 %. */
  readonly score: number;
  readonly name: string;
}

/**
 * A code for the teacher, such as `7-9-k3x0a1`: seed, score, and a check over them and the name.
 * It keeps honest people honest: whoever reads this program can make one.
 */
export function codeOf({ seed, score, name }: Report): string {
  const check = fnv1a(`precopy ${seed}/${score}/${plain(name)}`);
  return `${seed}-${score}-${check.toString(36)}`;
}

/** What a code says if it belongs to the name; undefined if not. */
export function readCode(code: string, name: string): Report | undefined {
  const [, seed = '', score = ''] = /^\s*(\d{1,9})-(\d{1,2})-[0-9a-z]+\s*$/.exec(code) ?? [];
  const report = { seed: Number(seed), score: Number(score), name: name.trim() };
  return seed !== '' && codeOf(report) === code.trim() ? report : undefined;
}

const plain = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/g, ' ');
