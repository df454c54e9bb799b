/**
 * xapi and xenopsd: xapi-project/xen-api@e2ee48d6, ocaml/xenopsd/lib/xenops_server.ml 2189-2215
 * and 2848-2885, xc/xenops_server_xen.ml 2853-2990 and 3596, pull request 4144 (CA-341518). A guest
 * that was suspended for a migration which fails is shut down, not resumed. After the last point at
 * which both ends meet it counts as running at the destination.
 */
import type { FailureRules } from '../../sim/engine/mechanism/failure.ts';
import { allRows, inferred, LIVE, rows, STANDS, TCP_CONNECT_NS } from './rules.ts';
import { XL } from './xl.ts';

const SERVER = 'xenops_server.ml 2848-2885';
const MESSAGE_NS = 120e9;
const FAILS = {
  ...rows(LIVE, 'source', SERVER),
  ...rows(STANDS, 'shut-down', 'pull request 4144 (CA-341518)'),
};

export const XAPI: FailureRules = {
  system: 'xapi',
  phases: {
    ...XL.phases,
    balloon: 'set-up',
    'rest-of-round': 'stop-and-copy',
    'device-state': 'stop-and-copy',
    'source-disks': 'stop-and-copy',
    synchronise: 'stop-and-copy',
    activate: 'start',
    destroy: 'clean-up',
  },
  rules: allRows({
    connection: FAILS,
    refusal: rows(['set-up', 'pre-copy'], 'source', 'checked before the start'),
    devices: rows(['start'], 'shut-down', `${SERVER}: error in the last handshake`),
    storage: rows(['start'], 'shut-down', 'xenops_server_xen.ml 3596: 30 s, as devices'),
    'destination-tool': { ...FAILS, ...inferred(['start'], 'lost', 'its guest is incomplete') },
    'destination-host': { ...FAILS, ...rows(['start', 'clean-up'], 'lost', 'the host is gone') },
    'source-tool': {
      ...inferred(LIVE, 'source', 'aborts after 120 s'),
      ...inferred(STANDS, 'shut-down', 'aborts after 120 s'),
    },
    'source-host': {
      ...inferred(LIVE, 'lost', 'the host is gone'),
      ...rows(STANDS, 'lost', 'the host is gone'),
      ...rows(['clean-up'], 'moved', 'the guest runs at the destination'),
    },
    suspend: rows(['suspend'], 'source', 'xenops_server_xen.ml 2853-2990: 30 s'),
    'guest-crash': inferred(LIVE, 'lost', 'its state is checked at both ends'),
    'guest-stop': inferred(LIVE, 'off', 'the suspend is not reached'),
    'guest-reboot': inferred(LIVE, 'reboots', 'the suspend is not reached'),
    cancel: rows(LIVE, 'source', SERVER),
  }),
  meets: {
    refusal: { part: 'check', ns: 0 },
    devices: { part: 'activate', ns: 0 },
    storage: { part: 'activate', ns: 30e9 },
    suspend: { part: 'suspend-request', ns: 0 },
  },
  timeOuts: {
    connectionNs: MESSAGE_NS,
    connectNs: Math.min(TCP_CONNECT_NS, MESSAGE_NS),
    toolNs: MESSAGE_NS,
    suspendNs: 30e9,
    receiverNs: MESSAGE_NS,
  },
};
