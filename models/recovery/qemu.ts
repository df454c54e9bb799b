/**
 * QEMU 7.2 to 10.2: migration/migration.c; which state can be cancelled or fail, and that the
 * source goes on then, is tested in tests/qtest/migration (precopy-tests.c@9af3d9a9,
 * postcopy-tests.c@3346b16a, misc-tests.c@3d719b77). Its process is the guest.
 */
import type { FailureRules, Phase } from '../../sim/engine/mechanism/failure.ts';
import {
  allRows,
  inferred,
  LIVE,
  type Row,
  rows,
  STANDS,
  TCP_CONNECT_NS,
  TCP_GIVES_UP_NS,
} from './rules.ts';

const CODE = 'migration.c: FAILED, vm_start';
const TESTED = 'precopy-tests.c@9af3d9a9';
const PROCESS = 'the process is the guest';
/** Two hosts hold a part of the guest each. */
const APART: readonly Phase[] = ['switch-over', 'post-copy'];

const PHASES_OF_PARTS: Readonly<Record<string, Phase>> = {
  'disk-mirror': 'set-up',
  setup: 'set-up',
  'pre-copy': 'pre-copy',
  stop: 'stop-and-copy',
  'final-sync': 'stop-and-copy',
  'stop-and-copy': 'stop-and-copy',
  devices: 'stop-and-copy',
  'device-state': 'stop-and-copy',
  resume: 'stop-and-copy',
  start: 'start',
  push: 'post-copy',
  cancel: 'set-up',
};

/** A release from which on the source goes on if the state of devices does not arrive. */
const RESUMES_FROM = 10.2;

/** What is not started yet when the connection or the destination fails after pre-copy. */
function switchOver(release: number): Row {
  const source = 'commit "Introduce POSTCOPY_DEVICE state" of November 2025';
  return rows(['switch-over'], release >= RESUMES_FROM ? 'source' : 'lost', source);
}

/** @param release of QEMU, such as 9.2. */
export function qemuRules(release: number): FailureRules {
  const fails = { ...rows([...LIVE, ...STANDS], 'source', CODE), ...switchOver(release) };
  const gone = rows(['start', 'post-copy', 'clean-up'], 'lost', PROCESS);
  return {
    system: `qemu ${release.toFixed(1)}`,
    phases: PHASES_OF_PARTS,
    rules: allRows({
      connection: {
        ...fails,
        ...rows(['post-copy'], 'paused', 'postcopy-tests.c@3346b16a: POSTCOPY_PAUSED'),
      },
      refusal: rows(['set-up', 'pre-copy'], 'source', `${TESTED}: UUID, bad URI`),
      tls: rows(['set-up', 'pre-copy'], 'source', TESTED),
      devices: { ...rows(['start'], 'source', CODE), ...switchOver(release) },
      storage: rows(STANDS, 'source', 'migration.c: disks cannot be inactivated'),
      'destination-tool': { ...fails, ...gone },
      'destination-host': { ...fails, ...gone },
      'source-tool': inferred([...LIVE, ...STANDS, ...APART], 'lost', PROCESS),
      'source-host': rows([...LIVE, ...STANDS, ...APART], 'lost', 'the host is gone'),
      'guest-stop': inferred(LIVE, 'off', 'follows the run state'),
      cancel: rows([...LIVE, ...STANDS], 'source', `${TESTED}: CANCELLED in each state`),
    }),
    meets: {
      refusal: { part: 'pre-copy', ns: 0 },
      tls: { part: 'pre-copy', ns: 0 },
      devices: { part: 'start', ns: 0 },
      storage: { part: 'device-state', ns: 0 },
    },
    toolIsGuest: true,
    timeOuts: {
      connectionNs: TCP_GIVES_UP_NS,
      connectNs: TCP_CONNECT_NS,
      toolNs: Infinity,
      suspendNs: Infinity,
      // Whoever started it has to end it.
      receiverNs: Infinity,
    },
  };
}
