/** Faults of the network: a link that is down, down now and then, slow, or loses segments. */
import type { z } from 'zod';
import { NS_PER_SECOND } from '../../sim/engine/kernel/unit.ts';
import type { Link } from '../../sim/engine/machine/flow/link.ts';
import { payloadBytesPerNs } from '../../sim/engine/machine/flow/link.ts';
import { RATE_LIMITS } from '../../sim/engine/mechanism/parameters.ts';
import { lossyBytesPerNs } from '../../sim/engine/mechanism/tcp.ts';
import { quantity } from '../../sim/text/fields.ts';
import { type FaultKind, faultSchema, placeShape, recoverShape } from './kind.ts';

const downSchema = faultSchema({
  kind: 'link-down',
  about: 'Nothing passes. TCP repeats what is lost, later each time, and gives up at last.',
  shape: { ...placeShape, ...recoverShape },
});

export const LINK_DOWN = {
  kind: 'link-down',
  schema: downSchema,
  begin(spec, { world, courses }) {
    const { kind: fault, forNs = Infinity, recover: recoverNs } = spec;
    return world.cut(world.links(spec, courses), { fault, forNs, recoverNs });
  },
} satisfies FaultKind<z.output<typeof downSchema>>;

const slowSchema = faultSchema({
  kind: 'link-slow',
  about: 'No more than a rate passes.',
  shape: { ...placeShape, rate: quantity('bit/s', 'The rate that is left.', RATE_LIMITS) },
});

export const LINK_SLOW = {
  kind: 'link-slow',
  schema: slowSchema,
  begin(spec, { world, courses }) {
    const bytesPerNs = payloadBytesPerNs(spec.rate, 1);
    return world.bound(world.links(spec, courses), () => bytesPerNs);
  },
} satisfies FaultKind<z.output<typeof slowSchema>>;

const lossSchema = faultSchema({
  kind: 'link-loss',
  about: 'Segments are lost, and TCP sends more slowly.',
  shape: {
    ...placeShape,
    loss: quantity('percent', 'Segments that are lost.', { least: 0.0001, most: 50 }),
    roundTrip: quantity('ns', 'Of a segment and its acknowledgement; default 0.5 ms.', {
      least: 1000,
      most: 60 * NS_PER_SECOND,
    }).prefault('0.5 ms'),
  },
});

export const LINK_LOSS = {
  kind: 'link-loss',
  schema: lossSchema,
  begin(spec, { world, courses }) {
    const { loss, roundTrip } = spec;
    const rate = ({ latencyNs }: Link): number => {
      return lossyBytesPerNs(loss / 100, Math.max(roundTrip, 2 * latencyNs));
    };
    return world.bound(world.links(spec, courses), rate);
  },
} satisfies FaultKind<z.output<typeof lossSchema>>;
