/** The log lines against a real one and against the arithmetic of print_stats. */
import { describe, expect, it } from 'vitest';
import { xendLog } from '../../../../sim/output/trace/xend-log.ts';
import type { MigrationResult, RoundResult } from '../../../../sim/run/result/result.ts';

function round(some: Partial<RoundResult>): RoundResult {
  const zero = { sourceDom0CpuSeconds: 0, destinationDom0CpuSeconds: 0, startSeconds: 0 };
  const delta = { deltaSeconds: 0, deltaSourceDom0CpuSeconds: 0, deltaGuestCpuSeconds: 0 };
  const pages = { sent: 0, zeroPages: 0, bytes: 0, skipped: 0, dirtied: 0 };
  const counts = { round: 1, live: true, ...pages, seconds: 0 };
  return { ...zero, ...delta, ...counts, ...some };
}

function migration(rounds: RoundResult[]): MigrationResult {
  return {
    guest: 'vm',
    source: 'a',
    destination: 'b',
    mechanism: 'pre-copy',
    policy: 'xen-3.2',
    startSeconds: 0,
    waitedSeconds: 0,
    totalSeconds: 0,
    downtimeSeconds: 0,
    stopReason: 'few-pages',
    pagesSent: rounds.reduce((sum, { sent }) => sum + sent, 0),
    zeroPages: 0,
    bytesSent: 0,
    fixups: 0,
    p2mPages: 34_816,
    memoryBytes: 0,
    rounds,
    sourceDom0CpuSeconds: 0,
    destinationDom0CpuSeconds: 0,
    sourceMigrationCpuSeconds: 0,
    destinationMigrationCpuSeconds: 0,
    sourceBackendCpuSeconds: 0,
    destinationBackendCpuSeconds: 0,
    sourceToolstackCpuSeconds: 0,
    destinationToolstackCpuSeconds: 0,
    sourceRestCpuSeconds: 0,
    destinationRestCpuSeconds: 0,
    guestPerformance: {
      guest: 'vm',
      seconds: 0,
      stoppedSeconds: 0,
      slowedSeconds: 0,
      slowedTo: 1,
      performance: 1,
      lostSeconds: 0,
      faultSeconds: 0,
      backendCpuSeconds: 0,
    },
    parts: [],
  };
}

const real = round({
  sent: 28_847,
  skipped: 3921,
  deltaSeconds: 1.702,
  deltaSourceDom0CpuSeconds: 1.06,
  deltaGuestCpuSeconds: 0.545,
  dirtied: 6036,
});

describe("xend's log", () => {
  it('prints a round as the real line of March 2012 does', () => {
    const log = xendLog(migration([real, round({ round: 2 }), round({ round: 3 })]));
    const lines = log.split('\n')[0]?.split('\r');
    expect(lines?.[1]).toBe(
      ' 1: sent 28847, skipped 3921, delta 1702ms, dom0 62%, target 32%, ' +
        'sent 555Mb/s, dirtied 116Mb/s 6036 pages',
    );
    expect(lines?.[0]?.startsWith('Saving memory pages: iter 1   0%\b\b\b\b')).toBe(true);
  });

  it('breaks the deciding round at the suspend and repeats its dirty count in the last', () => {
    const deciding = round({ round: 2, sent: 40, deltaSeconds: 0.05, dirtied: 211 });
    const last = round({ round: 3, live: false, sent: 211, deltaSeconds: 0.01, dirtied: null });
    const log = xendLog(migration([real, deciding, last]));
    const lines = log.split('\n').slice(1);
    expect(lines).toEqual([
      'Saving memory pages: iter 2   0%\r 2: sent 40, skipped 0, Start last iteration',
      'SUSPEND shinfo 00000000',
      'delta 50ms, dom0 0%, target 0%, sent 26Mb/s, dirtied 138Mb/s 211 pages',
      'Saving memory pages: iter 3   0%\r 3: sent 211, skipped 0, delta 10ms, dom0 0%, ' +
        'target 0%, sent 691Mb/s, dirtied 691Mb/s 211 pages',
      'Total pages sent= 29098 (0.83x)',
      '(of which 0 were fixups)',
      'All memory is saved',
      'Save exit rc=0',
      '',
    ]);
  });

  it('counts a round of no time as 1 ms', () => {
    const log = xendLog(migration([round({}), round({ round: 2 }), round({ round: 3 })]));
    expect(log).toContain('delta 1ms');
  });
});
