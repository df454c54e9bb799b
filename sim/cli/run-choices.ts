/** Options that mean the same in every command that simulates. */

/** One seed for all. */
export const SEED_OPTION = {
  type: 'string',
  describe: "seed of all chance, instead of the file's",
} as const;

/** How many threads. */
export const WORKERS_OPTION = {
  type: 'number',
  describe: 'threads that share the runs; default: one per processor, same bytes with any',
} as const;
