/** Whole migrations of PVH and HVM guests, and which of them no machine moves. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { parametersOf } from '../../../sim/run/world/machine-of.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { messageOf } from '../../support/mistakes.ts';
import { runFirst } from '../../support/run-first.ts';

interface Said {
  readonly guest?: string;
  readonly migration?: string;
  readonly rest?: string;
}

function load({ guest = 'type: pvh', migration = 'policy: {name: xen-4}', rest = '' }: Said) {
  const text = `
title: One guest
machine: xen-4.17-emulated
hosts: {source: {}, other: {}}
guests: {vm: {host: source, memory: 64 MiB, ${guest}}}
migrations: [{guest: vm, to: other, ${migration}}]
${rest}`;
  const loaded = text.replace(/machine: xen.*/u, (line) => (/^machine:/mu.test(rest) ? '' : line));
  return loadScenario(loaded, 'guest.yaml', { profiles: PROFILES }).scenario;
}

const FRAMES = 1_044_480;
const PAGES = 64 * 256 + 16;

describe('a migration of an idle PVH guest', () => {
  const scenario = load({ rest: 'scheduler: fluid' });
  const result = runFirst(scenario, { verify: true });
  const [first] = result.rounds;

  it('lists all frames in its first round, 8 bytes each, and pages with content beside', () => {
    const { pagesSent, holes, p2mPages, rounds } = result;
    expect(first).toMatchObject({ sent: PAGES, holes: FRAMES - PAGES });
    expect(first?.bytes).toBe(4096 * PAGES + 8 * FRAMES + 16 * 1020);
    expect([holes, p2mPages]).toEqual([FRAMES - PAGES, FRAMES]);
    expect(pagesSent).toBe(rounds.reduce((sum, { sent }) => sum + sent, 0));
    expect(rounds.slice(1).every((round) => round.holes === 0)).toBe(true);
  });

  it('takes the CPU of batches, pages and frames for it, on both hosts', () => {
    const of = parametersOf(scenario);
    const sent = of.sourceCpuPerPreparedPage + of.sourceCpuPerPage + of.hapCpuPerMapping;
    const source =
      1020 * of.sourceCpuPerBatch +
      PAGES * sent +
      (FRAMES - PAGES) * of.sourceCpuPerHole +
      FRAMES * of.sourceCpuPerScan;
    expect((first?.sourceDom0CpuSeconds ?? 0) / (source / 1e9)).toBeCloseTo(1, 3);
    const { destinationCpuPerMappedPage: mapped, destinationCpuPerPage: read } = of;
    const placed = mapped + read + of.destinationCpuPerNewPage + of.hapCpuPerMapping;
    const destination =
      1020 * of.destinationCpuPerBatch +
      PAGES * placed +
      (FRAMES - PAGES) * of.destinationCpuPerHole;
    // The domain is created at the same time, and the last batch placed later.
    const found = (first?.destinationDom0CpuSeconds ?? 0) * 1e9 - destination;
    expect(found).toBeLessThan(of.destinationCreateCpu + of.destinationCpuPerBatch);
    expect(found).toBeGreaterThan(-1024 * placed);
  });

  it('runs all five live rounds, as its hot pages are 50 at least', () => {
    expect(result.rounds.map(({ live }) => live)).toEqual([...Array(5).fill(true), false]);
    expect(result.stopReason).toBe('max-rounds');
  });
});

it('expected values list the same frames and bytes', () => {
  const bare = 'policy: {name: xen-4}, transport: ideal';
  const exact = runFirst(load({ migration: bare }));
  const mean = runFirst(load({ migration: bare, rest: 'fidelity: expected' }));
  expect(mean.holes).toBe(exact.holes);
  expect(mean.bytesSent / exact.bytesSent).toBeCloseTo(1, 3);
});

it('the type is that of the machine where the guest has none; PV has no holes', () => {
  const { holes } = runFirst(load({ guest: 'vcpus: 1' }));
  expect(holes).toBeUndefined();
});

describe('a guest that no such migration moves', () => {
  it.each<[Said, RegExp]>([
    [{ migration: 'policy: {name: xen-3.2}' }, /`policy: xen-3.2` moves PV guests, `vm` is pvh/],
    [{ guest: 'type: hvm', migration: 'mechanism: post-copy' }, /`type: hvm` is not modelled/],
    [{ rest: 'machine: opteron-xen-3.2.1' }, /xend, which `opteron-xen-3.2.1` has, moves PV/],
    [{ guest: 'type: pvhvm' }, /type/],
  ])('%o is a mistake', (said, message) => {
    expect(messageOf(() => load(said))).toMatch(message);
  });
});
