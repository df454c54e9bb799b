/** Bytes that are dealt out to channels of different speed. */
import { describe, expect, it } from 'vitest';
import { Dispatch, type Lane } from '../../../../sim/engine/mechanism/dispatch.ts';
import { PageChannel } from '../../../../sim/engine/mechanism/page-channel.ts';
import { Receiver } from '../../../../sim/engine/mechanism/receiver.ts';
import { WIRE_QEMU as wire } from '../../../../sim/engine/mechanism/wire-format-qemu.ts';
import { newMove } from '../../../../sim/study/fuzz/oracle/moves.ts';

const PACKET = 1000;
const BYTES = 1_000_000;

/** Lanes on two CPUs of the source, the first of which has other work too. */
function setUp(busyShare: number) {
  const move = newMove({
    pages: 100,
    slackPages: 0,
    scan: 'plain',
    cpus: 2,
    bytesPerNs: 1000,
    activity: () => ({ cpuDemand: 0, advance: () => undefined }),
  });
  const { simulation, machinery, source, parameters } = move;
  source.newTask('other', 'background').load(busyShare);
  source.newTask('idle', 'background');
  const lanes = ['one', 'two'].map((name): Lane => {
    const channel = new PageChannel(move, name);
    machinery.open(channel.stream);
    const tasks = {
      source: { copy: channel.sender },
      destination: { copy: channel.receiver },
    };
    const receiver = new Receiver({ parameters, wire }, channel.stream, tasks);
    simulation.start(receiver.run());
    return { channel, receiver };
  });
  const load = {
    bytes: BYTES,
    sendNs: 10,
    receiveNs: 1,
    rateMax: Infinity,
    packetBytes: PACKET,
  };
  const dispatch = new Dispatch(machinery, lanes, load);
  let endNs = 0;
  dispatch.done.wait(() => {
    endNs = simulation.nowNs;
  });
  const written = () => lanes.map(({ channel }) => channel.stream.written);
  const run = (untilNs: number): number => {
    simulation.at(untilNs, () => undefined);
    simulation.run({ finished: () => simulation.nowNs >= untilNs });
    return endNs;
  };
  return { dispatch, written, run, lanes };
}

describe('a dispatch', () => {
  it('sends equal parts on channels that are alike', () => {
    const { run, written } = setUp(0);
    expect(run(1e9)).toBeCloseTo((BYTES * 10) / 2, -3);
    expect(written()).toEqual([BYTES / 2, BYTES / 2]);
  });

  it('lets a free channel take over, so that all end within a packet or two', () => {
    // Half of a CPU and a whole one: 1.5 together.
    const { run, written } = setUp(1);
    const endNs = run(1e9);
    const least = (BYTES * 10) / 1.5;
    expect(endNs).toBeGreaterThanOrEqual(least - 1);
    expect(endNs).toBeLessThan(least + 2 * PACKET * 20);
    const [slow = 0, fast = 0] = written();
    expect(slow + fast).toBe(BYTES);
    expect(fast / slow).toBeCloseTo(2, 1);
  });

  it('ends earlier by the bytes that it is shortened by', () => {
    const { dispatch, run, written, lanes } = setUp(1);
    run(1e6);
    const left = dispatch.remaining;
    expect(left).toBeCloseTo(BYTES - (1e6 / 10) * 1.5, -2);
    dispatch.shorten(500_000);
    expect(dispatch.remaining).toBeCloseTo(left - 500_000, 0);
    run(1e9);
    expect(written().reduce((sum, each) => sum + each, 0)).toBe(BYTES - 500_000);
    for (const { channel } of lanes) expect(channel.stream.read).toBe(channel.stream.written);
  });
});
