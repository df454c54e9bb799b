/** Traces as Perfetto wants them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { traceEvents } from '../../../../sim/output/trace/trace-events.ts';
import { runRecorded } from '../../../../sim/run/recorded-run.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly args: Readonly<Record<string, unknown>>;
}

interface Trace {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: string;
  readonly otherData: Readonly<Record<string, unknown>>;
}

const SMALL = `
title: A small guest, for its trace
seed: 4
hosts: {a: {dom0: {cap: 60 %, vcpus: 1}}, b: {dom0: {vcpus: 1}}}
guests:
  vm: {host: a, memory: 16 MiB, workload: {kind: write, rate: 900 pages/s, workingSet: 2 MiB}}
migrations: [{guest: vm, to: b}]
`;

function trace(text: string, file = 'small.yaml') {
  const { scenario } = loadScenario(text, file, { profiles: PROFILES });
  const { result, recording } = runRecorded(scenario);
  const { title, seed } = result;
  const json = traceEvents(recording, { title, seed });
  return { json, result, recording, parsed: JSON.parse(json) as Trace };
}

const files = ['teach/first-migration', 'teach/two-guests-at-once', 'policies/post-copy'];
const cases = files.map((name) => {
  return [name, readFileSync(`scenarios/${name}.yaml`, 'utf8')] as const;
});

describe.each([['a small guest', SMALL] as const, ...cases])('the trace of %s', (_, text) => {
  const { parsed, result, recording } = trace(text);
  const slices = parsed.traceEvents.filter(({ ph }) => ph === 'X');

  test('has only named events of three kinds, at times within the run', () => {
    const endUs = Math.round(recording.endNs / 1000);
    const isFine = ({ ph, name, pid, ts = 0, dur = 0 }: TraceEvent): boolean => {
      const isNamed = ['M', 'X', 'C'].includes(ph) && name !== '' && Number.isInteger(pid);
      const areWhole = Number.isInteger(ts) && Number.isInteger(dur);
      return isNamed && areWhole && ts >= 0 && dur >= 0 && ts + dur <= endUs;
    };
    expect(parsed.traceEvents.filter((event) => !isFine(event))).toEqual([]);
    expect(parsed.traceEvents.filter(({ ph, ts }) => ph !== 'M' && ts === undefined)).toEqual([]);
  });

  test('has counters of numbers only, each in the order of time', () => {
    const last = new Map<string, number>();
    const wrong = parsed.traceEvents.filter(({ ph, pid, name, ts = 0, args }) => {
      if (ph !== 'C') return false;
      const before = last.get(`${pid} ${name}`) ?? 0;
      last.set(`${pid} ${name}`, ts);
      const values = Object.values(args);
      return ts < before || values.length === 0 || !values.every(Number.isFinite);
    });
    expect(wrong).toEqual([]);
    expect(last.size).toBeGreaterThan(0);
  });

  test('names every process and track that it uses', () => {
    const named = (kind: string): Set<string> => {
      const own = parsed.traceEvents.filter(({ ph, name }) => ph === 'M' && name === kind);
      return new Set(own.map(({ pid, tid }) => `${pid} ${tid ?? ''}`));
    };
    const processes = named('process_name');
    const threads = named('thread_name');
    const homeless = parsed.traceEvents.filter(({ ph, pid, tid }) => {
      return !processes.has(`${pid} `) || (ph === 'X' && !threads.has(`${pid} ${tid}`));
    });
    expect(homeless).toEqual([]);
  });

  test('has a number for each process and track that no other has, as Perfetto asks', () => {
    const own = parsed.traceEvents.filter(({ name }) => /^(?:process|thread)_name$/.test(name));
    const numbers = own.map(({ pid, tid }) => tid ?? pid);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('has slices of one track that do not overlap, in order', () => {
    const ends = new Map<string, number>();
    const overlapping = slices.filter(({ pid, tid, ts = 0, dur = 0 }) => {
      const track = `${pid} ${tid}`;
      const beforeUs = ends.get(track) ?? 0;
      ends.set(track, ts + dur);
      return ts < beforeUs;
    });
    expect(overlapping).toEqual([]);
  });

  test('has all rounds, stages and pages', () => {
    const migrations = result.migrations;
    const pages = slices.filter(({ name }) => name === 'batch');
    const sent = pages.reduce((sum, { args }) => sum + Number(args.pages), 0);
    const taken = migrations.map(({ pagesSent, zeroPages }) => pagesSent + zeroPages);
    expect(sent).toBe(taken.reduce((sum, each) => sum + each, 0));
    const rounds = slices.filter(({ name }) => /^round \d+/.test(name));
    expect(rounds.length).toBe(migrations.reduce((sum, one) => sum + one.rounds.length, 0));
    const parts = migrations.flatMap((one) => one.parts.map(({ name }) => name));
    for (const part of parts) expect(slices.map(({ name }) => name)).toContain(part);
  });
});

test('the trace of a small guest is as it was, byte for byte', async () => {
  const { json } = trace(SMALL);
  expect(json).toBe(trace(SMALL).json);
  await expect(json).toMatchFileSnapshot('./trace-small.expected');
});

test('names are data in a trace, whatever they hold', () => {
  const title = `</script> "quotes" \\ \u202e ${'long'.repeat(3000)}`;
  const { parsed } = trace(SMALL.replace('A small guest, for its trace', JSON.stringify(title)));
  expect(parsed.otherData).toEqual({ title, seed: '4' });
  expect(parsed.displayTimeUnit).toBe('ms');
});
