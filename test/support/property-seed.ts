/**
 * Properties draw the same cases in every run, so that a change alone decides whether tests pass.
 * `PROPERTY_SEED=2 npx vitest run FILE` draws others, to look for faults.
 */
import * as fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) });
