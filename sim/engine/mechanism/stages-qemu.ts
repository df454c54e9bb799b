/**
 * The stages of QEMU: migration/migration.c. Its virtual CPUs are stopped from outside, the
 * destination's process is there before the migration starts, and the guest starts as soon as its
 * state is loaded. On the hosts of this simulator both processes are Dom0's.
 *
 * See docs/explanation/xen-algorithm.md, section 7.
 */
import type { Devices } from './devices.ts';
import {
  copy,
  crossing,
  down,
  ENDED,
  live,
  pairOf,
  plain,
  resumed,
  type Stage,
  type StageFacts,
  type Toolstack,
  type Work,
  wait,
} from './stages.ts';

/** QEMU's own tools, whatever else is on the machine. */
export function qemu({ parameters, ...facts }: StageFacts): Toolstack {
  const { wire, p2mPages, unmappedPages, vcpus, latencyNs, devices = [], handshakesNs = 0 } = facts;
  const { qemuSetupCpu, qemuStopCpu, qemuStartCpu, qemuDeviceState } = parameters;
  const setup = [
    crossing(2 * latencyNs + handshakesNs),
    { kind: 'connect' },
    copy('source', qemuSetupCpu),
  ] as const;
  const tailBytes = wire.streamTailBytes(unmappedPages, vcpus);
  const state = plain(tailBytes + qemuDeviceState, true);
  return {
    creates: [],
    completes: [],
    processes: pairOf('copy', 'qemu', 'qemu incoming'),
    stages: [
      live('setup', 'source', ...setup, { kind: 'log' }),
      live('pre-copy', 'both', plain(wire.streamHeadBytes(p2mPages)), { kind: 'rounds' }),
      down('stop', 'source', { kind: 'halt' }, copy('source', qemuStopCpu)),
      down('final-sync', 'source', { kind: 'clean' }),
      down('stop-and-copy', 'both', { kind: 'copy' }),
      ...deviceStages(devices),
      down('device-state', 'both', state, ...ENDED),
      down('start', 'destination', copy('destination', qemuStartCpu)),
    ],
    wholeRecords: false,
    freezes: false,
    abandon: live('cancel', 'both', wait(latencyNs)),
    resume: resumed(copy('source', qemuStartCpu)),
    switchOver: [
      ...deviceStages(devices),
      down('device-state', 'both', plain(qemuDeviceState), { kind: 'mark' }),
      down('start', 'destination', copy('destination', qemuStartCpu)),
    ],
    follow: live('push', 'both', plain(tailBytes, true), ...ENDED),
  };
}

/** State of devices on its way; no stage where there are none. */
export function deviceStages(devices: readonly Devices[]): Stage[] {
  return devices.length === 0 ? [] : [down('devices', 'both', ...devices.flatMap(worksOf))];
}

/** Some at a time; the destination loads what has come while the source saves the next ones. */
function worksOf({ count, stateBytes, saveNs, loadNs, atOnce }: Devices): Work[] {
  const works: Work[] = [];
  for (let left = count; left > 0; left -= atOnce) {
    const bytes = stateBytes * Math.min(left, atOnce);
    works.push(wait(saveNs), plain(bytes), { kind: 'load', ns: loadNs });
  }
  return works;
}
