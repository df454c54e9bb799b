/** The steps that stages become in the two-host model, by known values. */
import { describe, expect, test } from 'vitest';
import { PROFILES, parameterValues } from '../../../../../models/machine/registry.ts';
import { flatStages } from '../../../../../sim/engine/mechanism/stages.ts';
import { WIRE_V1 } from '../../../../../sim/engine/mechanism/wire-format-v1.ts';
import {
  cleanProbeNs,
  FINISH_NS,
  StageScript,
  TEARDOWN,
} from '../../../../../sim/run/expected/stages/script.ts';
import type { Step } from '../../../../../sim/run/expected/stages/step.ts';
import { measuredToolstack } from '../../../../../sim/run/expected/stages/toolstack.ts';

const profile = PROFILES['opteron-xen-3.2.1'] as (typeof PROFILES)[string];
const parameters = parameterValues(profile, {});
const COPYING = { parameters, wire: WIRE_V1, skips: true, slowdown: 1, latencyNs: 50_000 };
const PLACE = { source: { tools: 0, copy: 1 }, destination: { tools: 2, copy: 3 } };

const scriptOf = (more: Partial<typeof COPYING> = {}, finishPieces = 2) =>
  new StageScript({ ...COPYING, ...more }, PLACE, finishPieces);

function amountOf(steps: readonly Step[], kind: Step['kind']): number {
  return steps.reduce((sum, step) => sum + (step.kind === kind ? step.amount : 0), 0);
}

const [SENDER, RECEIVER] = [0, 1];
const stepsOf = (script: StageScript, process: number) => script.processes[process] ?? [];

describe('a batch', () => {
  const pages = 1024;

  test('costs the sender its CPU, and goes to the receiver whole', () => {
    const script = scriptOf();
    script.batch(pages, false, true);
    const { sourceCpuPerPeek, sourceCpuPerScan, sourceCpuPerBatch } = parameters;
    const { sourceCpuPerPreparedPage, destinationCpuPerBatch } = parameters;
    const perPage = sourceCpuPerScan + sourceCpuPerPreparedPage;
    const [burn, write] = stepsOf(script, SENDER);
    expect(burn).toMatchObject({ kind: 'burn', host: 0, vcpu: 1 });
    expect(burn?.amount).toBeCloseTo(sourceCpuPerPeek + sourceCpuPerBatch + perPage * pages, 3);
    expect(write).toMatchObject({ kind: 'write', amount: WIRE_V1.batchBytes(pages) });
    expect(write?.nsPerByte).toBeCloseTo(
      (parameters.sourceCpuPerPage * pages) / WIRE_V1.batchBytes(pages),
      9,
    );
    const received = stepsOf(script, RECEIVER);
    expect(received.map(({ kind }) => kind)).toEqual(['read', 'burn', 'read']);
    expect(received[0]?.amount).toBe(WIRE_V1.batchHeadBytes(pages));
    expect(amountOf(received, 'read')).toBe(WIRE_V1.batchBytes(pages));
    expect(received[1]?.amount).toBeCloseTo(
      destinationCpuPerBatch + parameters.destinationCpuPerMappedPage * pages,
      3,
    );
  });

  test('of new pages costs the receiver more, and one after the suspend no PEEK', () => {
    const burns = (isNew: boolean, isLive: boolean, process: number): number => {
      const script = scriptOf();
      script.batch(pages, isNew, isLive);
      return amountOf(stepsOf(script, process), 'burn');
    };
    const { destinationCpuPerNewPage, sourceCpuPerPeek } = parameters;
    const newNs = burns(true, true, RECEIVER) - burns(false, true, RECEIVER);
    expect(newNs).toBeCloseTo(destinationCpuPerNewPage * pages, 3);
    const peekNs = burns(false, true, SENDER) - burns(false, false, SENDER);
    expect(peekNs).toBeCloseTo(sourceCpuPerPeek, 3);
  });

  test('of a guest that slows the copy costs the sender that much more to write', () => {
    const script = scriptOf({ slowdown: 1.5 });
    script.batch(pages, false, true);
    const { amount = 0, nsPerByte = 0 } = stepsOf(script, SENDER)[1] ?? {};
    expect(amount * nsPerByte).toBeCloseTo(1.5 * parameters.sourceCpuPerPage * pages, 3);
  });
});

describe('all stages', () => {
  const script = scriptOf({}, FINISH_NS.length);
  script.until();

  test('leave a mark each, in the order of the toolstack, and one at the suspend', () => {
    const parts = flatStages(measuredToolstack(COPYING)).map(({ part }) => part);
    const apart = ['destination-finish', 'source-teardown'];
    const known = script.marks.filter((mark) => !['suspend', 'both ends'].includes(mark));
    expect(known).toEqual(parts.filter((part) => !apart.includes(part)));
    expect(script.marks.indexOf('suspend')).toBe(script.marks.indexOf('suspend-request') - 1);
    expect(stepsOf(script, SENDER).filter(({ kind }) => kind === 'mark')).toHaveLength(
      script.marks.length,
    );
  });

  test('join the teardown and the receiver', () => {
    const joins = stepsOf(script, SENDER).filter(({ kind }) => kind === 'join');
    expect(joins.map(({ process }) => process)).toEqual([TEARDOWN, RECEIVER]);
    expect(amountOf(stepsOf(script, TEARDOWN), 'burn')).toBe(parameters.teardownCpu);
  });

  test('end in the receiver with its last work, in pieces with a mark behind each', () => {
    const receiver = stepsOf(script, RECEIVER);
    expect(receiver.filter(({ kind }) => kind === 'mark')).toHaveLength(FINISH_NS.length);
    const finish = receiver.filter(({ kind, vcpu }) => kind === 'burn' && vcpu === 3);
    expect(amountOf(finish, 'burn')).toBe(FINISH_NS.at(-1));
  });

  test('move the head and the tail of the stream from one end to the other', () => {
    const sent = amountOf(stepsOf(script, SENDER), 'write');
    expect(sent).toBe(amountOf(stepsOf(script, RECEIVER), 'read'));
    expect(sent).toBeGreaterThan(0);
  });
});

test('a CLEAN is probed by its own CPU, or by 1 ms if that is more', () => {
  expect(cleanProbeNs({ ...parameters, sourceCpuPerClean: 3e6 })).toBe(3e6);
  expect(cleanProbeNs({ ...parameters, sourceCpuPerClean: 200 })).toBe(1e6);
});
