/** The stages of each toolstack as data. */
import { describe, expect, test } from 'vitest';
import { PROFILES, parameterValues } from '../../../../models/machine/registry.ts';
import { costsOf } from '../../../../sim/engine/mechanism/batch-cost.ts';
import type { Toolstack as ToolstackName } from '../../../../sim/engine/mechanism/parameters.ts';
import type { Both, Stage, Toolstack } from '../../../../sim/engine/mechanism/stages.ts';
import { toolstackOf } from '../../../../sim/engine/mechanism/toolstack.ts';
import { WIRE_QEMU } from '../../../../sim/engine/mechanism/wire-format-qemu.ts';
import { WIRE_V1 } from '../../../../sim/engine/mechanism/wire-format-v1.ts';
import { WIRE_V2 } from '../../../../sim/engine/mechanism/wire-format-v2.ts';

const profile = PROFILES['opteron-xen-3.2.1'] as (typeof PROFILES)[string];
const own = parameterValues(profile, {});

function stackOf(name: ToolstackName, wire: typeof WIRE_V1): Toolstack {
  const guest = { p2mPages: 66_048, unmappedPages: 512, vcpus: 1, latencyNs: 100_000 };
  return toolstackOf(name, {
    parameters: costsOf(own, wire, { memoryBytes: 256 * 2 ** 20 }),
    wire,
    ...guest,
  });
}

const STACKS = [
  ['xend', stackOf('xend', WIRE_V1)],
  ['xl', stackOf('xl', WIRE_V2)],
  ['xapi', stackOf('xapi', WIRE_V2)],
  ['qemu', stackOf('xend', WIRE_QEMU)],
] as const;

const flat = ({ stages }: Toolstack): Stage[] =>
  stages.flatMap((stage: Stage | Both) => ('both' in stage ? stage.both : [stage]));

describe.each(STACKS)('%s', (_, stack) => {
  const stages = flat(stack);
  const kinds = stages.flatMap(({ does }) => does.map(({ kind }) => kind));

  test('leaves off for the loop three times, in its order', () => {
    const holes = kinds.filter((kind) => ['rounds', 'clean', 'copy'].includes(kind));
    expect(holes).toEqual(['rounds', 'clean', 'copy']);
  });

  test('stops the guest once, and counts all that follows as downtime', () => {
    const stop = stages.findIndex(({ does }) => does.some(({ kind }) => kind === 'halt'));
    const asked = stages.findIndex(({ does }) => does.some(({ kind }) => kind === 'suspend'));
    const first = stop >= 0 ? stop : asked + 1;
    expect(stages.map(({ inDowntime }) => inDowntime)).toEqual(
      stages.map((__, index) => index >= first),
    );
  });

  test('opens the stream before bytes go, and closes it when the receiver is done', () => {
    const order = kinds.filter((kind) =>
      ['connect', 'plain', 'receive', 'disconnect'].includes(kind),
    );
    expect(order).toEqual(['connect', 'plain', 'plain', 'receive', 'disconnect']);
  });

  test('has processes for all that is burned', () => {
    const works = [
      ...stages,
      stack.abandon,
      ...(stack.afterwards ? [stack.afterwards] : []),
    ].flatMap(({ does }) => does);
    for (const work of [...works, ...stack.creates, ...stack.completes]) {
      if (work.kind !== 'burn') continue;
      const has = stack.processes.some(({ at, by }) => at === work.at && by === work.by);
      expect(has, `${work.by} at ${work.at}`).toBe(true);
    }
  });

  test('has parts of different names', () => {
    const names = stages.map(({ part }) => part);
    expect(new Set(names).size).toBe(names.length);
  });
});

test('xend waits for the old domain, xl does not', () => {
  const parts = (index: number): string[] =>
    flat((STACKS[index] as (typeof STACKS)[number])[1]).map(({ part }) => part);
  expect(parts(0)).toContain('source-teardown');
  expect(parts(1)).not.toContain('source-teardown');
});
