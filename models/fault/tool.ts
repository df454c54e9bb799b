/** Faults of the processes that carry a migration out, and of the connection between them. */
import { z } from 'zod';
import { NS_PER_SECOND } from '../../sim/engine/kernel/unit.ts';
import { type FaultKind, faultSchema, recoverShape, striking } from './kind.ts';

const side = {
  side: z
    .enum(['source', 'destination'])
    .prefault('source')
    .describe('At which end; default source.'),
};

const killSchema = faultSchema({
  kind: 'kill',
  about: 'The process of the migration is killed at one end; the other end hears of it.',
  shape: side,
});

export const KILL = {
  kind: 'kill',
  schema: killSchema,
  begin({ kind, side: at }, { world, courses }) {
    for (const course of courses) world.kill(course, at, kind);
    return undefined;
  },
} satisfies FaultKind<z.output<typeof killSchema>>;

const hangSchema = faultSchema({
  kind: 'hang',
  about: 'The process of the migration does nothing, at one end; no one is told.',
  shape: side,
});

export const HANG = {
  kind: 'hang',
  schema: hangSchema,
  begin(spec, { world, courses }) {
    for (const course of courses) world.hang(course, spec.side, spec.forNs);
    return undefined;
  },
} satisfies FaultKind<z.output<typeof hangSchema>>;

export const CORRUPT = striking(
  'corrupt',
  'connection',
  'The stream is damaged: the receiver refuses it and closes the connection.',
);

const resetSchema = faultSchema({
  kind: 'reset',
  about: 'The connection is reset, as a firewall does; both ends hear of it at once.',
  shape: recoverShape,
});

export const RESET = {
  kind: 'reset',
  schema: resetSchema,
  begin({ kind: fault, forNs = 0, recover }, { world, courses }) {
    for (const course of courses) {
      world.reset(course, { fault, forNs, recoverNs: recover || NS_PER_SECOND });
    }
    return undefined;
  },
} satisfies FaultKind<z.output<typeof resetSchema>>;

export const CANCEL = striking(
  'cancel',
  'cancel',
  'An operator or a manager cancels the migration.',
);
