/** A link that is down for a while, up for a while, and so on. */
import type { z } from 'zod';
import { DAYS_100_NS } from '../../sim/engine/kernel/unit.ts';
import { quantity } from '../../sim/text/fields.ts';
import { type FaultKind, faultSchema, placeShape, recoverShape } from './kind.ts';

const TIME = { least: 1e6, most: DAYS_100_NS } as const;

const schema = faultSchema({
  kind: 'link-flap',
  about: 'Down for a while, up for a while, and so on.',
  shape: {
    ...placeShape,
    ...recoverShape,
    down: quantity('ns', 'How long it is down each time.', TIME),
    up: quantity('ns', 'How long it is up in between.', TIME),
  },
});

export const LINK_FLAP = {
  kind: 'link-flap',
  schema,
  begin(spec, { world, courses }) {
    const { kind: fault, down, up, recover: recoverNs } = spec;
    const links = world.links(spec, courses);
    let end: (() => void) | undefined;
    let timer: () => void;
    const fall = (): void => {
      end = world.cut(links, { fault, forNs: down, recoverNs });
      timer = world.later(down, rise);
    };
    const rise = (): void => {
      end?.();
      end = undefined;
      timer = world.later(up, fall);
    };
    fall();
    return () => {
      timer();
      end?.();
    };
  },
} satisfies FaultKind<z.output<typeof schema>>;
