/**
 * Shards: parts of a sweep that machines run on their own. Runs are dealt in turn, so that every
 * shard gets its share of long and short ones; where a rule ends the runs of a point, points are.
 */
import { Problem } from '../../text/problem.ts';

/** One part of several. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** All of it in one. */
export const WHOLE: Shard = { index: 1, count: 1 };

/** @param number of a run or point, from 0. */
export function isIn({ index, count }: Shard, number: number): boolean {
  return number % count === index - 1;
}

/** 'shard 3 of 16'. */
export function showShard({ index, count }: Shard): string {
  return `shard ${index} of ${count}`;
}

const SHARDS_LIMIT = 100_000;

/** Sources of the shard's index and count. */
export interface ShardSources {
  /** `--shard 3/16`. */
  readonly shard?: string | undefined;
  /** `--shards 16`, where a cluster gives the index alone. */
  readonly shards?: number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The shard that options or a cluster ask for; undefined where none does. Options
 * come first, then Slurm's job array, then a Kubernetes Indexed Job, whose index starts at 0.
 * @throws Problem.
 */
export function readShard({ shard, shards, environment }: ShardSources): Shard | undefined {
  if (shard !== undefined) return fromOption(shard);
  if (shards !== undefined) checkCount(shards);
  const { SLURM_ARRAY_TASK_ID: slurm, JOB_COMPLETION_INDEX: kubernetes } = environment;
  if (slurm !== undefined && slurm !== '') return fromSlurm(Number(slurm), environment, shards);
  if (kubernetes === undefined || kubernetes === '') return undefined;
  const where = `JOB_COMPLETION_INDEX=${kubernetes}`;
  if (shards === undefined) {
    const message = 'an Indexed Job does not tell its pods their number';
    throw problem(where, message, 'add `--shards`, with the `completions` of the Job');
  }
  return checked({ index: Number(kubernetes) + 1, count: shards }, where);
}

function fromOption(text: string): Shard {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/u.exec(text.trim()) ?? [];
  const where = `--shard ${text}`;
  if (index === undefined) throw problem(where, 'not a valid shard', 'write such as `3/16`');
  return checked({ index: Number(index), count: Number(count) }, where);
}

/** A job array from 1 to n, from 0 to n - 1, or with another first number and step. */
function fromSlurm(
  id: number,
  environment: ShardSources['environment'],
  shards: number | undefined,
): Shard {
  const read = (name: string, otherwise: number): number => {
    const text = environment[`SLURM_ARRAY_TASK_${name}`];
    return text === undefined || text === '' ? otherwise : Number(text);
  };
  const count = shards ?? read('COUNT', Number.NaN);
  const place = (id - read('MIN', 1)) / read('STEP', 1);
  const where = `SLURM_ARRAY_TASK_ID=${id}`;
  if (Number.isInteger(place)) return checked({ index: place + 1, count }, where);
  const message = 'cannot determine the index in the job array';
  throw problem(where, message, 'pass `--shard i/n`');
}

function checked(shard: Shard, where: string): Shard {
  const { index, count } = shard;
  checkCount(count);
  if (Number.isInteger(index) && index >= 1 && index <= count) return shard;
  const message = `no such shard: ${index} of ${count}`;
  throw problem(where, message, `shards are 1 to ${count}`);
}

function checkCount(count: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= SHARDS_LIMIT) return;
  const hint = `a whole number from 1 to ${SHARDS_LIMIT}`;
  throw problem('shards', `not a valid number of shards: ${count}`, hint);
}

function problem(where: string, message: string, hint: string): Problem {
  return new Problem([{ where, message, hint }]);
}
