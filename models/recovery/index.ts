/** The rules of each system, and which of them a migration goes by. */
import type { FailureRules } from '../../sim/engine/mechanism/failure.ts';
import type { Toolstack } from '../../sim/engine/mechanism/parameters.ts';
import { RELEASES } from '../policy/fields.ts';
import { qemuRules } from './qemu.ts';
import { XAPI } from './xapi.ts';
import { XEND, XEND_FILE } from './xend.ts';
import { XL } from './xl.ts';

const XEN: Readonly<Record<Toolstack, FailureRules>> = { xend: XEND, xl: XL, xapi: XAPI };

/** Names of parts of time lines that rules know. */
export const PART_NAMES: readonly string[] = [
  ...new Set([XEND_FILE, XL, XAPI, qemuRules(0)].flatMap(({ phases }) => Object.keys(phases))),
];

/** What decides on them. */
export interface System {
  readonly toolstack: Toolstack;
  readonly mechanism: string;
  /** Whether its policy is one of QEMU. */
  readonly isQemu: boolean;
  /** Of QEMU; absent: the newest that is known. */
  readonly release?: string | undefined;
}

/** The rules by which a migration that fails is ended. */
export function recoveryOf({ toolstack, mechanism, isQemu, release }: System): FailureRules {
  if (isQemu || mechanism === 'post-copy') {
    return qemuRules(Number(release ?? RELEASES.at(-1)));
  }
  return mechanism === 'suspend-copy-resume' ? XEND_FILE : XEN[toolstack];
}
