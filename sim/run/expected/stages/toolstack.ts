/** The toolstack whose stages are measured: xend's, for a small guest. */
import { NS_PER_SECOND, PAGE_BYTES } from '../../../engine/kernel/unit.ts';
import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import {
  cpuOf,
  flatStages,
  type Side,
  type Toolstack,
  type Worker,
  waitOf,
} from '../../../engine/mechanism/stages.ts';
import { toolstackOf } from '../../../engine/mechanism/toolstack.ts';
import type { WireFormat } from '../../../engine/mechanism/wire-format.ts';

/** What the processes of a migration cost. */
export interface Copying {
  readonly parameters: ParameterValues;
  readonly wire: WireFormat;
  /** Whether there is a PEEK before each batch. */
  readonly skips: boolean;
  /** How much more CPU a page costs the sender because of what the guest does. */
  readonly slowdown: number;
  /** Time of a message from one host to the other, ns. */
  readonly latencyNs: number;
}

/** Stages, and what follows from them whatever the guest. */
export interface MeasuredToolstack extends Toolstack {
  /** What is only waited in each part. */
  readonly waitSeconds: ReadonlyMap<string, number>;
  /** CPU-seconds of all stages but the receiver's end, which depends on the guest's size. */
  readonly cpuSeconds: Readonly<Record<Side, Readonly<Record<Worker, number>>>>;
  /** Of these, those before the first page: of the source's tools and sender, of the receiver. */
  readonly aheadSeconds: { readonly tools: number; readonly copy: number; readonly other: number };
}

/** The P2M for which stages are measured; callers add what depends on its size. */
const P2M_PAGES = 1024;

/** Costs of a batch do not matter for it. */
export function measuredToolstack(
  copying: Omit<Copying, 'slowdown' | 'skips'>,
  p2mPages = P2M_PAGES,
): MeasuredToolstack {
  const unmappedPages = copying.parameters.p2mSlack / PAGE_BYTES;
  const guest = { p2mPages, unmappedPages, vcpus: 1 };
  const toolstack = toolstackOf('xend', { ...copying, ...guest });
  const stages = flatStages(toolstack);
  const works = [...stages.flatMap(({ does }) => does), ...toolstack.creates];
  const secondsAt = (at: Side) => {
    const seconds = (by: Worker): number => (1 / NS_PER_SECOND) * cpuOf(works, at, by);
    return { tools: seconds('tools'), copy: seconds('copy') };
  };
  const ahead = (names: readonly string[], at: Side, by: Worker): number => {
    const own = stages.flatMap(({ part, does }) => (names.includes(part) ? does : []));
    return cpuOf(own, at, by);
  };
  const createNs = cpuOf(toolstack.creates, 'destination', 'tools');
  return {
    ...toolstack,
    aheadSeconds: {
      tools: ahead(['check', 'connect'], 'source', 'tools') / NS_PER_SECOND,
      copy: ahead(['source-setup'], 'source', 'copy') / NS_PER_SECOND,
      other: (ahead(['connect'], 'destination', 'tools') + createNs) / NS_PER_SECOND,
    },
    waitSeconds: new Map(stages.map(({ part, does }) => [part, waitOf(does) / NS_PER_SECOND])),
    cpuSeconds: { source: secondsAt('source'), destination: secondsAt('destination') },
  };
}
