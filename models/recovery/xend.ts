/**
 * xend of Xen 3.2: save and restore of tools/python/xen/xend/XendCheckpoint.py. Whatever fails
 * until the last byte is written, the guest is resumed. Then xend destroys it before the
 * destination has said that it runs: what fails from there on loses it, since restore destroys its
 * own copy too.
 */
import type { FailureRules } from '../../sim/engine/mechanism/failure.ts';
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
import { XL } from './xl.ts';

const SAVE = 'XendCheckpoint.py, save: resumeDomain';
const RESTORE = 'XendCheckpoint.py, restore: destroy';
const FAILS: Row = {
  ...rows([...LIVE, ...STANDS], 'source', SAVE),
  ...rows(['hand-over'], 'lost', `${RESTORE}; the source has destroyed its own`),
};
const HOST = 'the host is gone';

export const XEND: FailureRules = {
  system: 'xend',
  phases: {
    ...XL.phases,
    'destination-finish': 'hand-over',
    'source-teardown': 'hand-over',
    close: 'hand-over',
    activate: 'start',
    permission: 'hand-over',
  },
  rules: allRows({
    connection: FAILS,
    refusal: rows(['set-up', 'pre-copy'], 'source', SAVE),
    devices: rows(['start'], 'lost', `${RESTORE}; the source has destroyed its own`),
    storage: rows(['start'], 'lost', `${RESTORE}; the source has destroyed its own`),
    'destination-tool': { ...FAILS, ...rows(['start'], 'lost', RESTORE) },
    'destination-host': { ...FAILS, ...rows(['start'], 'lost', HOST) },
    'source-tool': {
      ...rows([...LIVE, ...STANDS], 'source', `xc_save fails: ${SAVE}`),
      ...inferred(['hand-over'], 'goes-on', 'the connection closes, which restore waits for'),
    },
    'source-host': rows([...LIVE, ...STANDS, 'hand-over'], 'lost', HOST),
    suspend: inferred(['suspend'], 'source', 'waitForShutdown has no time-out; it is killed'),
    'guest-crash': inferred(LIVE, 'lost', 'the move fails, or moves a crashed state'),
    'guest-stop': inferred(LIVE, 'off', 'the suspend is not reached'),
    'guest-reboot': inferred(LIVE, 'reboots', 'the suspend is not reached'),
    cancel: inferred([...LIVE, ...STANDS], 'source', `xc_save is killed: ${SAVE}`),
  }),
  meets: {
    refusal: { part: 'source-setup', ns: 0 },
    devices: { part: 'activate', ns: 0 },
    storage: { part: 'activate', ns: 0 },
    suspend: { part: 'suspend-request', ns: 0 },
  },
  timeOuts: {
    connectionNs: TCP_GIVES_UP_NS,
    connectNs: TCP_CONNECT_NS,
    toolNs: Infinity,
    suspendNs: Infinity,
    // Its sockets ask for no keep-alive.
    receiverNs: Infinity,
  },
};

/** By a file on shared storage, which is still there when the guest is gone. */
export const XEND_FILE: FailureRules = {
  ...XEND,
  system: 'xend, by a file',
  phases: { ...XEND.phases, save: 'stop-and-copy', restore: 'start', 'file-removed': 'set-up' },
  rules: {
    ...XEND.rules,
    connection: {},
    'destination-host': inferred(['hand-over', 'start'], 'suspended', 'the file is there'),
    'destination-tool': inferred(['hand-over', 'start'], 'suspended', 'the file is there'),
    'source-host': {
      ...rows([...LIVE, ...STANDS], 'lost', HOST),
      ...inferred(['hand-over'], 'suspended', 'the file is there'),
    },
    devices: inferred(['start'], 'suspended', 'the file is there'),
    storage: inferred(['start'], 'suspended', 'the file is there'),
  },
};
