/** A ring is memory of both sides: neither needs the other to run at the same time. */
import { expect, it } from 'vitest';
import { Link } from '../../../../../sim/engine/machine/flow/link.ts';
import { Task } from '../../../../../sim/engine/machine/flow/task.ts';
import type { Host } from '../../../../../sim/engine/machine/guest/host.ts';
import { IoFlow } from '../../../../../sim/engine/machine/guest/io-flow.ts';
import { domainOn, MS, onOff } from '../../../../support/machines.ts';

const RING_BYTES = 64 * 1024;

/** A guest that sends as fast as it may, its backend in Dom0, and a pause of either. */
function movedBytes(paused: 'guest' | 'dom0'): readonly [number, number] {
  const bench = onOff(4);
  const { machinery, scheduler, simulation } = bench;
  const dom0 = domainOn(bench, 'Dom0');
  const guest = domainOn(bench, 'guest');
  const host: Pick<Host, 'newInterruptTask'> = {
    newInterruptTask: (name, account) => new Task(machinery, dom0.domain, name, account),
  };
  const flow = new IoFlow(machinery, host, {
    spec: {
      name: 'netback',
      medium: 'network',
      direction: 'out',
      bytesPerNs: 1,
      ringBytes: RING_BYTES,
      dom0NsPerByte: 20,
      guestNsPerByte: 1,
    },
    guest: 'guest',
    path: [new Link('link', { bytesPerNs: 1, latencyNs: 0 })],
    sender: guest.task,
  });
  const moved: number[] = [];
  simulation.at(10 * MS, () => scheduler.pause((paused === 'guest' ? guest : dom0).domain));
  simulation.at(10 * MS, () => moved.push(flow.movedBytes));
  simulation.at(30 * MS, () => moved.push(flow.movedBytes));
  simulation.run({ untilNs: 30 * MS });
  return moved as [number, number];
}

it('is emptied by the backend while the guest does not run', () => {
  const [before, after] = movedBytes('guest');
  expect(before).toBeCloseTo((10 * MS) / 20, -2);
  // The ring was full: Dom0 takes 20 ns for what the guest writes in one.
  expect(after - before).toBeCloseTo(RING_BYTES, -2);
});

it('keeps what is in it while Dom0 does not run', () => {
  const [before, after] = movedBytes('dom0');
  expect(after).toBe(before);
});
