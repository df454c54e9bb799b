/**
 * By how much measured times of a machine leave the spread of its simulations: the error of model
 * and measurement that neither seeds nor ranges of parameters tell. Where the link bounds the rate,
 * other things are in error than where the hosts do.
 */
import { z } from 'zod';
import { NS_PER_SECOND } from '../../sim/engine/kernel/unit.ts';
import { readQuantity } from '../../sim/text/quantity.ts';
import { quote } from '../../sim/text/suggest.ts';
import type { Finding } from '../../sim/text/tree.ts';

/** A part of the value, or a time, whatever the value; the other is 0. */
export interface Margin {
  readonly share: number;
  readonly seconds: number;
}

/** Below the least that is simulated, and above the most. */
export interface Sides {
  readonly below: Margin;
  readonly above: Margin;
}

/** By what they are of. */
export interface Margins {
  readonly total: Sides;
  readonly downtime: Sides;
}

/** The margins of a machine: each is left by one of twenty measured values. */
export interface MachineMargins {
  /** The measured rows that they are from. */
  readonly from: string;
  /** Where the link bounds the rate; absent: as otherwise. */
  readonly link?: Margins | undefined;
  readonly otherwise: Margins;
}

const margin = z
  .string({ error: 'expected a part such as `2 %`, or a time such as `10 ms`' })
  .transform((text, context): Margin => {
    const share = readQuantity(text, 'percent', { fraction: true });
    if (share.ok) return { share: share.value / 100, seconds: 0 };
    const time = readQuantity(text, 'ns');
    if (time.ok) return { share: 0, seconds: time.value / NS_PER_SECOND };
    context.addIssue({ code: 'custom', message: `\`${text}\` is neither a part nor a time` });
    return z.NEVER;
  });
const sides = z.strictObject({ below: margin, above: margin });
const margins = z.strictObject({ total: sides, downtime: sides });
const schema = z.strictObject({
  from: z.string(),
  link: margins.optional(),
  otherwise: margins,
});

/** Reads `margins` of a machine file. */
export function readMargins(raw: unknown): {
  readonly margins?: MachineMargins;
  readonly findings: readonly Finding[];
} {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { margins: parsed.data, findings: [] };
  const findings = parsed.error.issues.map(({ path, message }): Finding => {
    const place = ['margins', ...path.map(String)];
    const key = quote(place.at(-1) ?? '');
    const isMissing = message.endsWith('undefined');
    return { path: place, message: isMissing ? `${key} is missing` : `${key}: ${message}` };
  });
  return { findings };
}

/** A margin as a file writes it. */
export function writeMargin({ share, seconds }: Margin): string {
  return seconds > 0
    ? `${Number((seconds * 1000).toPrecision(3))} ms`
    : `${Number((share * 100).toPrecision(3))} %`;
}
