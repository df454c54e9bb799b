/** Checks of which a scenario gets one in its turn: oracles, then relations. */
import type { Check } from './check.ts';
import { ORACLES } from './oracle/oracles.ts';
import { ORDER } from './relation/order.ts';
import { checkOf, type Relation } from './relation/relation.ts';
import { SAME } from './relation/same.ts';
import { SCALE } from './relation/scale.ts';

/** All metamorphic relations. */
export const RELATIONS: readonly Relation[] = [...SAME, ...ORDER, ...SCALE];

export const CHECKS: readonly Check[] = [...ORACLES, ...RELATIONS.map(checkOf)];
