/** Checks of which a scenario gets one in its turn: oracles, then relations. */
import type { Check } from './check.ts';
import { ORACLES } from './oracle/oracles.ts';

export const CHECKS: readonly Check[] = [...ORACLES];
