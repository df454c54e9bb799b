/** What a guest does while it moves that no migration expects. */
import type { z } from 'zod';
import { NS_PER_SECOND, PAGE_BYTES, TIB } from '../../sim/engine/kernel/unit.ts';
import { quantity } from '../../sim/text/fields.ts';
import { type FaultKind, faultSchema, striking } from './kind.ts';

const crashSchema = faultSchema({
  kind: 'guest-crash',
  about: 'The guest crashes.',
  shape: {},
});

export const GUEST_CRASH = {
  kind: 'guest-crash',
  schema: crashSchema,
  begin({ kind }, { world, courses }) {
    for (const course of courses) world.crashGuest(course, kind);
    return undefined;
  },
} satisfies FaultKind<z.output<typeof crashSchema>>;

export const GUEST_STOP = striking('guest-stop', 'guest-stop', 'The guest shuts down.');

const rebootSchema = faultSchema({
  kind: 'guest-reboot',
  about: 'The guest reboots.',
  shape: {
    boot: quantity('ns', 'How long it takes; default 30 s.', {
      most: 3600 * NS_PER_SECOND,
    }).prefault('30 s'),
  },
});

export const GUEST_REBOOT = {
  kind: 'guest-reboot',
  schema: rebootSchema,
  begin({ kind: fault, boot: bootNs }, { world, courses }) {
    for (const course of courses) {
      world.strike(course, { blow: 'guest-reboot', fault, isTold: true, bootNs });
    }
    return undefined;
  },
} satisfies FaultKind<z.output<typeof rebootSchema>>;

const balloonSchema = faultSchema({
  kind: 'balloon',
  about: 'Memory of the guest is given back and taken again while it moves: all of it is written.',
  shape: {
    memory: quantity('bytes', 'How much of it.', {
      least: PAGE_BYTES,
      most: TIB,
      wholePages: true,
    }),
  },
});

export const BALLOON = {
  kind: 'balloon',
  schema: balloonSchema,
  begin({ memory }, { world, courses }) {
    for (const course of courses) world.balloon(course.of.guest.name, memory / PAGE_BYTES);
    return undefined;
  },
} satisfies FaultKind<z.output<typeof balloonSchema>>;
