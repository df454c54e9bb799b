/**
 * What may go wrong while guests move. A new kind is a file with its fields and what it does, and a
 * line in the list here.
 */
import type { z } from 'zod';
import { schemasOf } from '../../sim/text/fields.ts';
import { DEVICES, IGNORES_SUSPEND, NO_MEMORY, REFUSE, STORAGE, TLS } from './condition.ts';
import { BALLOON, GUEST_CRASH, GUEST_REBOOT, GUEST_STOP } from './guest.ts';
import { HOST_CRASH, STARVE } from './host.ts';
import type { FaultBase, FaultKind } from './kind.ts';
import { LINK_DOWN, LINK_LOSS, LINK_SLOW } from './link.ts';
import { LINK_FLAP } from './link-flap.ts';
import { CANCEL, CORRUPT, HANG, KILL, RESET } from './tool.ts';

const KINDS = [
  LINK_DOWN,
  LINK_FLAP,
  LINK_SLOW,
  LINK_LOSS,
  HOST_CRASH,
  STARVE,
  KILL,
  HANG,
  RESET,
  CORRUPT,
  CANCEL,
  REFUSE,
  NO_MEMORY,
  TLS,
  DEVICES,
  STORAGE,
  IGNORES_SUSPEND,
  GUEST_CRASH,
  GUEST_STOP,
  GUEST_REBOOT,
  BALLOON,
] as const;
const BY_NAME = new Map(KINDS.map((kind) => [kind.kind as string, kind as unknown as FaultKind]));

/** All kinds, told apart by `kind`. */
export const faultSchemas = schemasOf(KINDS);

/** A fault with its numbers. */
export type FaultSpec = z.output<(typeof faultSchemas)[number]>;

/** The kind of a fault. */
export function faultKindOf({ kind }: FaultBase): FaultKind {
  return BY_NAME.get(kind) as FaultKind;
}
