/** What would have been under other settings: which are tried, and what they come to. */
import type { SetOption } from '../../scenario/load.ts';
import { pathOf, shortPathOf } from '../../scenario/settings.ts';
import { formatForUnit, readQuantity, showQuantity } from '../../text/quantity.ts';
import { getIn } from '../../text/tree.ts';
import type { System } from './evidence.ts';
import { LINK } from './scenario.ts';

/** A change of the inferred scenario. */
export interface Change {
  readonly title: string;
  readonly set: readonly SetOption[];
}

/** Where the policy of the inferred scenario is. */
export const POLICY = 'migrations.0.policy';

/** @param value text of a time. */
export function downtimeLimit(value: string): Change {
  const path = pathOf('downtime-limit', 0).join('.');
  return { title: `downtime limit ${value}`, set: [{ path, value }] };
}

/** QEMU's guest moves when all of its memory was sent once. */
export const POST_COPY: Change = {
  title: 'post-copy after the first pass',
  set: [{ path: `${POLICY}.postCopy`, value: '{afterPasses: 1}' }],
};

const LIMITS_SECONDS = [0.03, 0.1, 0.3, 1, 3];
/** Limits nearer to the present one show nothing. */
const OTHER = 1.5;

/** @param raw the inferred scenario. */
export function usualChanges(raw: unknown, system: System): Change[] {
  const rates = rateChanges(raw);
  return system === 'qemu'
    ? [...limitChanges(raw), ...rates, ...qemuChanges(raw)]
    : [...rates, ...xenChanges(raw)];
}

function limitChanges(raw: unknown): Change[] {
  const reading = readQuantity(String(getIn(raw, pathOf('downtime-limit', 0))), 'ns');
  if (!reading.ok) return [];
  const present = reading.value / 1e9;
  const below = LIMITS_SECONDS.findLast((each) => each * OTHER <= present);
  const above = LIMITS_SECONDS.find((each) => each >= present * OTHER);
  return [below, above].flatMap((seconds) => {
    return seconds === undefined ? [] : [downtimeLimit(formatForUnit(seconds * 1e9, 'ns'))];
  });
}

/** Half and double what is set as a rate: link and bandwidth limit. */
function rateChanges(raw: unknown): Change[] {
  const limit = pathOf('max-bandwidth', 0);
  const places = [
    ['bandwidth limit', limit, limit.join('.')],
    ['link', pathOf('link-rate', 0), `${LINK}.rate`],
  ] as const;
  return places.flatMap(([name, at, path]) => {
    const reading = readQuantity(String(getIn(raw, at)), 'bit/s');
    if (!reading.ok || reading.value >= NO_RATE) return [];
    return [1 / 2, 2].map((factor) => {
      const bits = Math.round(reading.value * factor);
      const set = [{ path, value: formatForUnit(bits, 'bit/s') }];
      return { title: `${name} ${showQuantity(bits, 'bit/s')}`, set };
    });
  });
}

/** From here on a limit is none. */
const NO_RATE = 1e12;

function qemuChanges(raw: unknown): Change[] {
  const policy = getIn(raw, ['migrations', 0, 'policy']) as Readonly<Record<string, unknown>>;
  const converge = policy.autoConverge === true;
  const changes: Change[] = [
    {
      title: converge ? 'no auto-converge' : 'auto-converge',
      set: [{ path: `${POLICY}.autoConverge`, value: String(!converge) }],
    },
  ];
  return policy.postCopy === undefined ? [...changes, POST_COPY] : changes;
}

const CAPS_PERCENT = [100, 50, 25];

function xenChanges(raw: unknown): Change[] {
  const cap = Number.parseFloat(String(getIn(raw, pathOf('dom0-cap', 'source'))));
  const caps = CAPS_PERCENT.filter((each) => !(Math.abs(each - (cap || 100)) < 10));
  return [
    ...caps.map((each) => ({
      title: `Dom0 of the source capped at ${each} %`,
      set: [{ path: shortPathOf('dom0-cap', 'source'), value: `${each} %` }],
    })),
    { title: '30 rounds at most', set: [{ path: `${POLICY}.maxRounds`, value: '30' }] },
    { title: '2 rounds at most', set: [{ path: `${POLICY}.maxRounds`, value: '2' }] },
  ];
}
