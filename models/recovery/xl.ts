/**
 * xl of Xen 4: tools/xl/xl_migrate.c of xen-project/xen@78c2a59f, lines 180-300 (the sender) and
 * 420-480 (the receiver). The sender resumes the guest whenever the receiver reports a failure or
 * is gone, until it has given the go-ahead; after that neither end knows.
 */
import type { FailureRules } from '../../sim/engine/mechanism/failure.ts';
import {
  allRows,
  inferred,
  LIVE,
  rows,
  STANDS,
  TCP_CONNECT_NS,
  TCP_GIVES_UP_NS,
  TCP_KEEPALIVE_NS,
} from './rules.ts';

const SENDER = 'xl_migrate.c 180-300';
const RECEIVER = 'xl_migrate.c 420-480';
const LOST = rows([...LIVE, ...STANDS, 'hand-over'], 'lost', 'the host is gone');

export const XL: FailureRules = {
  system: 'xl',
  phases: {
    check: 'set-up',
    connect: 'set-up',
    'source-setup': 'set-up',
    'pre-copy': 'pre-copy',
    'suspend-request': 'suspend',
    'suspend-handshake': 'stop-and-copy',
    'final-clean': 'stop-and-copy',
    'stop-and-copy': 'stop-and-copy',
    tail: 'stop-and-copy',
    'destination-finish': 'stop-and-copy',
    permission: 'stop-and-copy',
    resume: 'stop-and-copy',
    activate: 'hand-over',
    'destination-teardown': 'set-up',
  },
  rules: allRows({
    connection: {
      ...rows([...LIVE, ...STANDS], 'source', SENDER),
      ...rows(['hand-over'], 'unknown', `${SENDER}: check both ends`),
    },
    refusal: rows(['set-up', 'pre-copy'], 'source', RECEIVER),
    tls: rows(['set-up', 'pre-copy'], 'source', 'the transport ends'),
    devices: rows(STANDS, 'source', `${RECEIVER}: reports, destroys its copy`),
    storage: rows(STANDS, 'source', `${RECEIVER}: as devices`),
    'destination-tool': {
      ...rows([...LIVE, ...STANDS], 'source', SENDER),
      ...rows(['hand-over'], 'unknown', `${SENDER}: check both ends`),
    },
    'destination-host': {
      ...rows([...LIVE, ...STANDS], 'source', SENDER),
      ...rows(['hand-over'], 'unknown', `${SENDER}: check both ends`),
    },
    'source-tool': {
      ...inferred(LIVE, 'source', SENDER),
      ...inferred([...STANDS, 'hand-over'], 'suspended', 'no process is left to resume it'),
    },
    'source-host': { ...LOST, ...inferred(LIVE, 'lost', 'the host is gone') },
    suspend: rows(['suspend'], 'source', 'libxl waits for 60 s'),
    'guest-crash': inferred(LIVE, 'lost', 'the move fails, or moves a crashed state'),
    'guest-stop': inferred(LIVE, 'off', 'the suspend is not reached'),
    'guest-reboot': inferred(LIVE, 'reboots', 'the suspend is not reached'),
    cancel: {
      ...inferred(LIVE, 'source', 'the tool is killed'),
      ...inferred(STANDS, 'source', 'as a lost connection'),
    },
  }),
  meets: {
    refusal: { part: 'source-setup', ns: 0 },
    tls: { part: 'source-setup', ns: 0 },
    devices: { part: 'permission', ns: 0 },
    storage: { part: 'permission', ns: 0 },
    suspend: { part: 'suspend-request', ns: 0 },
  },
  timeOuts: {
    connectionNs: TCP_GIVES_UP_NS,
    connectNs: TCP_CONNECT_NS,
    toolNs: Infinity,
    suspendNs: 60e9,
    receiverNs: TCP_KEEPALIVE_NS,
  },
};
