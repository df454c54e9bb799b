/** The two-host model and its socket buffers against closed forms. */
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../../../../sim/engine/kernel/assert.ts';
import { RandomStream } from '../../../../../sim/engine/kernel/random.ts';
import { Dom0Turns } from '../../../../../sim/run/expected/stages/dom0.ts';
import { HostPairSimulation } from '../../../../../sim/run/expected/stages/host-pair.ts';
import { SocketBuffers } from '../../../../../sim/run/expected/stages/socket-buffers.ts';
import {
  burn,
  MARK,
  move,
  other,
  type Step,
  wait,
} from '../../../../../sim/run/expected/stages/step.ts';

const SOCKETS = { sendBufferBytes: 1000, receiveBufferBytes: 1000, bytesPerNs: 0.1 };

interface Options {
  readonly capPercent?: number;
  readonly turns?: 'fluid' | 'exact';
  readonly changesMost?: number;
}

/** Two hosts with one virtual CPU for the stream, and one beside it. */
function pairOf({ capPercent = Infinity, turns = 'fluid', changesMost = 1000 }: Options = {}) {
  const hostOf = (name: string): Dom0Turns => {
    return new Dom0Turns({ capPercent, vcpus: 2, turns, background: 0 }, new RandomStream(name));
  };
  const ends = { writerVcpu: 1, readerVcpu: 1 };
  return new HostPairSimulation([hostOf('a'), hostOf('b')], {
    sockets: SOCKETS,
    ends,
    changesMost,
  });
}

/** When the marks of the first process are passed, ns. */
function marksOf(processes: readonly (readonly Step[])[], options?: Options): readonly number[] {
  const pair = pairOf(options);
  pair.run(processes);
  return pair.marksNs[0] as number[];
}

describe('two hosts', () => {
  test('a burn takes its CPU, a wait its time', () => {
    expect(marksOf([[burn(0, 0, 5000), MARK, wait(300), MARK]])).toEqual([5000, 5300]);
  });

  test('under a fluid cap a burn takes its CPU over the cap', () => {
    const [doneNs = 0] = marksOf([[burn(0, 0, 5000), MARK]], { capPercent: 25 });
    expect(doneNs).toBeCloseTo(20_000, 6);
  });

  test('two burns on one virtual CPU share it, on two they do not', () => {
    const both = (vcpu: number): readonly number[] => {
      return marksOf([
        [other('start', 1), burn(0, 0, 5000), other('join', 1), MARK],
        [burn(0, vcpu, 3000)],
      ]);
    };
    expect(both(0)).toEqual([8000]);
    expect(both(1)).toEqual([5000]);
  });

  test('in turns a cap holds in the long run', () => {
    const options = { capPercent: 20, turns: 'exact', changesMost: 1e6 } as const;
    const [doneNs = 0] = marksOf([[burn(0, 0, 4e9), MARK]], options);
    expect(doneNs / 20e9).toBeGreaterThan(0.99);
    expect(doneNs / 20e9).toBeLessThan(1.01);
  });

  test.each([
    ['the writer', 100, 0],
    ['the reader', 0, 100],
    ['the link', 0, 0],
  ])('a stream is as fast as %s', (_, writeNs, readNs) => {
    const bytes = 1e6;
    const [doneNs = 0] = marksOf([
      [other('start', 1), move('write', bytes, writeNs), other('join', 1), MARK],
      [move('read', bytes, readNs)],
    ]);
    // The last bytes are in the buffers when the writer is done, and go at the slower end's pace.
    expect(doneNs / (bytes * Math.max(writeNs, readNs, 10))).toBeCloseTo(1, 3);
  });

  test('a writer is ahead of the link by what the buffers hold', () => {
    const [doneNs = 0] = marksOf([[move('write', 1500, 1), MARK]]);
    // 1,000 bytes fill the send buffer while 1 / 10 leaves it; the receive buffer takes the rest.
    expect(doneNs).toBeCloseTo(5000, -1);
  });

  test('a run that does not end is a fault of the model', () => {
    const stuck = () => marksOf([[move('write', 5000, 1), MARK]]);
    expect(stuck).toThrow(InvariantError);
    expect(stuck).toThrow('nothing moves');
    const long = () => marksOf([[wait(1), wait(1), wait(1), MARK]], { changesMost: 2 });
    expect(long).toThrow('two hosts still run after 2 changes');
  });
});

describe('socket buffers', () => {
  function filled(): SocketBuffers {
    const sockets = new SocketBuffers(SOCKETS);
    sockets.writeNsPerByte = 1;
    sockets.setRates(1, 0, false);
    sockets.pass(sockets.aheadNs());
    return sockets;
  }

  test('the send buffer fills with what is written and not carried', () => {
    const sockets = new SocketBuffers(SOCKETS);
    sockets.writeNsPerByte = 1;
    sockets.setRates(1, 0, false);
    expect(sockets.writeRate).toBe(1);
    expect(sockets.aheadNs()).toBeCloseTo(1000 / (1 - 0.1), 6);
  });

  test('a full one holds its writer to the link', () => {
    const sockets = filled();
    sockets.setRates(1, 0, false);
    expect(sockets.writeRate).toBe(0.1);
    expect(sockets.writeShare).toBe(0.1);
  });

  test('a parked Dom0 pushes nothing, and its reader continues with what is there', () => {
    const sockets = filled();
    sockets.readNsPerByte = 4;
    sockets.setRates(0, 1, true);
    expect(sockets.writeRate).toBe(0);
    expect(sockets.readRate).toBe(0.25);
    expect(sockets.aheadNs()).toBeCloseTo(((1000 / 0.9) * 0.1) / 0.25, 6);
  });
});
