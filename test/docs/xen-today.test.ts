/**
 * docs/validation/xen-today.md: published points beside what the profiles of today's hosts give.
 * Nothing is fitted to them. Times of large guests follow from two small ones, since they are
 * linear in the memory.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../models/machine/registry.ts';
import type { MigrationResult, RunResult } from '../../sim/run/result/result.ts';
import { together } from '../../sim/run/result/together.ts';
import { run } from '../../sim/run/run.ts';
import { loadScenario } from '../../sim/scenario/load.ts';
import { readCsv } from '../../sim/text/csv.ts';

const PAGE = readFileSync('docs/validation/xen-today.md', 'utf8');
const FILE = 'scenarios/measured/xen-today.csv';
const TABLE = readCsv(readFileSync(FILE, 'utf8'), FILE);

/** Mean of the published values of a case. */
function published(wanted: string, metric: string): number {
  const column = (name: string) => TABLE.columns.indexOf(name);
  const values = TABLE.rows.flatMap(({ cells }) => {
    const isWanted = cells[column('case')] === wanted && cells[column('metric')] === metric;
    return isWanted ? [Number(cells[column('value')])] : [];
  });
  expect(values.length).toBeGreaterThan(0);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface Case {
  readonly machine: string;
  readonly memoryMib: number;
  readonly channel: string;
  readonly guests?: number;
  readonly workload?: string;
  readonly policy?: string;
  readonly parameters?: string;
  readonly to?: string;
  readonly type?: 'pv' | 'hvm';
}

function simulated(of: Case): RunResult {
  const { machine, memoryMib, channel, guests = 1, workload = '{kind: idle}' } = of;
  const { policy = 'xenserver', parameters = '', to = 'b', type = 'pv' } = of;
  const text = `
title: A published point
machine: ${machine}
scheduler: fluid
parameters: {${parameters}}
hosts: {a: {}${to === 'a' ? '' : ', b: {}'}}
guests:
  vm: {count: ${guests}, host: a, type: ${type}, memory: ${memoryMib} MiB, workload: ${workload}}
migrations: [{guest: vm, to: ${to}, channel: ${channel}, policy: {name: ${policy}}}]
`;
  return run(loadScenario(text, 'point.yaml', { profiles: PROFILES }).scenario);
}

const SMALL = 128;

/** From the times of two small ones. */
function seconds(of: Omit<Case, 'memoryMib'>, memoryMib: number, writes = false): number {
  const [one, two] = [SMALL, 2 * SMALL].map((mib) => {
    const set = `workingSet: ${mib - 16} MiB, pattern: sequential`;
    const workload = `{kind: write, rate: 400000 pages/s, ${set}}`;
    const more = writes ? { workload } : {};
    return together(simulated({ ...of, ...more, memoryMib: mib })).seconds;
  }) as [number, number];
  return one + ((two - one) * (memoryMib - SMALL)) / SMALL;
}

function line(what: string, measured: number, value: number, unit: string): string {
  const error = Math.round((100 * (value - measured)) / measured);
  const digits = value < 100 ? 1 : 0;
  const shown = [`${Number(measured.toFixed(1))} ${unit}`, `${value.toFixed(digits)} ${unit}`];
  return `| ${[what, ...shown, `${error > 0 ? '+' : ''}${error} %`].join(' | ')} |`;
}

describe('published points of xapi, emu-manager and xl', () => {
  const evacuation = (channel: string, writes = false) =>
    seconds({ machine: 'xcp-ng-8.3', channel, guests: 10 }, 65_536, writes);
  const xl = (channel: string) => {
    const of = { machine: 'xl-4.20', channel, policy: 'xen-4', parameters: 'linkRate: 1 Gbit/s' };
    return seconds(of, 1024);
  };
  const STREAM = ['suspend-request', 'suspend-handshake', 'rest-of-round', 'final-clean'];
  const ending = (release: string) => {
    const policy = `xenserver, release: '${release}'`;
    const of = {
      machine: 'xcp-ng-8.3',
      memoryMib: 512,
      channel: 'stunnel',
      policy,
      type: 'hvm',
    } as const;
    const { parts } = simulated(of).migrations[0] as MigrationResult;
    const names = [...STREAM, 'stop-and-copy', 'device-state'];
    return parts.reduce((sum, part) => sum + (names.includes(part.name) ? part.seconds : 0), 0);
  };
  const downtime = (): number => {
    const of = { machine: 'xl-4.20', memoryMib: 1024, channel: 'ssh', policy: 'xen-4' };
    return (simulated(of).migrations[0] as MigrationResult).downtimeSeconds;
  };
  const time = (name: string) => published(name, 'evacuation_time');
  const stream = (name: string) => published(name, 'live_done_to_stream_end');
  const total = (name: string) => published(name, 'total_time');

  it.each([
    ['idle; stunnel', () => [time('idle; stunnel'), evacuation('stunnel'), 's']],
    ['idle; kTLS', () => [time('idle; kTLS'), evacuation('ktls'), 's']],
    [
      'page thrasher; stunnel',
      () => [time('page thrasher; stunnel'), evacuation('stunnel', true), 's'],
    ],
    ['page thrasher; kTLS', () => [time('page thrasher; kTLS'), evacuation('ktls', true), 's']],
    [
      'pause after guest suspended',
      () => [stream('pause after guest suspended'), 1000 * ending('8.2'), 'ms'],
    ],
    ['pause sent at once', () => [stream('pause sent at once'), 1000 * ending('2025-11'), 'ms']],
    ['downtime of an idle PV guest, by ping', () => [490, 1000 * downtime(), 'ms']],
    ['the same, seen by the guest', () => [750, 1000 * downtime(), 'ms']],
    ['PV; socat', () => [total('PV; socat'), xl('plain'), 's']],
    ['PV; socat with ssl', () => [total('PV; socat with ssl'), xl('stunnel'), 's']],
    ['PV; ssh', () => [total('PV; ssh'), xl('ssh'), 's']],
    [
      'idle PV; MMAPBATCH_V2',
      () => {
        const of = { machine: 'xl-4.20', channel: 'plain', policy: 'xen-4', to: 'a' };
        return [published('idle PV; MMAPBATCH_V2', 'real_time'), seconds(of, 12_288), 's'];
      },
    ],
  ] as const)('%s', (name, values) => {
    const [measured, value, unit] = values() as [number, number, string];
    const expected = line(name, measured, value, unit);
    expect(PAGE).toContain(expected);
  });
});
