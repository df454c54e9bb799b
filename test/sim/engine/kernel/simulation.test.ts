/** The engine alone: order of events, processes, and a bank, since it knows nothing of machines. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../sim/engine/kernel/assert.ts';
import { log } from '../../../../sim/engine/kernel/portable.ts';
import {
  type Body,
  join,
  joinFirst,
  Mailbox,
  Process,
} from '../../../../sim/engine/kernel/process.ts';
import { EventQueue } from '../../../../sim/engine/kernel/queue.ts';
import { Scope } from '../../../../sim/engine/kernel/scope.ts';
import { Signal } from '../../../../sim/engine/kernel/signal.ts';
import { Simulation } from '../../../../sim/engine/kernel/simulation.ts';
import { NS_PER_SECOND } from '../../../../sim/engine/kernel/unit.ts';

describe('the event queue', () => {
  it('gives events by time, then order of insertion, without the cancelled', () => {
    const event = fc.record({ time: fc.nat(20), cancel: fc.boolean() });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), (events) => {
        const queue = new EventQueue();
        const order: number[] = [];
        events.forEach(({ time, cancel }, index) => {
          const handle = queue.push(time, () => order.push(index));
          if (cancel) handle.action = null;
        });
        for (let next = queue.pop(); next !== undefined; next = queue.pop()) next.action?.();
        const expected = events
          .map((each, index) => ({ ...each, index }))
          .filter(({ cancel }) => !cancel)
          .sort((a, b) => a.time - b.time || a.index - b.index);
        expect(order).toEqual(expected.map(({ index }) => index));
      }),
    );
  });

  it('refuses times that are no clock values', () => {
    const queue = new EventQueue();
    for (const time of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => queue.push(time, () => undefined)).toThrow(InvariantError);
    }
  });
});

describe('the end of an instant', () => {
  it('comes when nothing else happens at its time, also what it brings about itself', () => {
    const simulation = new Simulation('1');
    const seen: string[] = [];
    const say = (what: string) => () => seen.push(`${what} ${simulation.nowNs}`);
    simulation.at(5, () => {
      simulation.atInstantEnd(() => {
        say('end')();
        simulation.schedule(0, say('late'));
        simulation.atInstantEnd(say('second end'));
      });
      simulation.schedule(0, say('same'));
    });
    simulation.at(5, say('equal'));
    simulation.at(6, say('next'));
    simulation.run();
    expect(seen).toEqual(['equal 5', 'same 5', 'end 5', 'late 5', 'second end 5', 'next 6']);
  });

  it('comes also where it is the last that happens', () => {
    const simulation = new Simulation('1');
    let ends = 0;
    simulation.atInstantEnd(() => {
      ends += 1;
    });
    simulation.run({ untilNs: 0 });
    expect(ends).toBe(1);
    expect(simulation.step()).toBe(false);
  });
});

describe('a process', () => {
  it('waits for delays, for others and for the first of two', () => {
    const simulation = new Simulation('1');
    const seen: [string, number][] = [];
    function* sleep(name: string, ns: number): Body<string> {
      yield ns;
      seen.push([name, simulation.nowNs]);
      return name;
    }
    function* boss(): Body {
      const slow = simulation.start(sleep('slow', 30));
      const quick = simulation.start(sleep('quick', 10));
      yield* joinFirst(slow, quick);
      seen.push(['first', simulation.nowNs]);
      seen.push([yield* join(slow), simulation.nowNs]);
    }
    simulation.start(boss());
    simulation.run();
    expect(seen).toEqual([
      ['quick', 10],
      ['first', 10],
      ['slow', 30],
      ['slow', 30],
    ]);
  });

  it('can be stopped while it waits: what it holds is given back, and nothing follows', () => {
    const simulation = new Simulation('1');
    const seen: string[] = [];
    function* holding(): Body {
      try {
        yield 100;
        seen.push('held');
      } finally {
        seen.push(`given back at ${simulation.nowNs}`);
      }
    }
    function* body(): Body {
      yield* holding();
      seen.push('went on');
    }
    const process = simulation.start(body());
    process.done.wait(() => seen.push('done'));
    simulation.schedule(20, () => process.stop());
    simulation.schedule(30, () => process.stop());
    simulation.run();
    expect(seen).toEqual(['given back at 20']);
    expect(process.finished).toBe(false);
  });

  it('never goes on after it was stopped, whatever it waited for', () => {
    let due: () => void = () => undefined;
    const forgetful = {
      schedule: (timeNs: number, action: () => void) => {
        due = action;
        return { timeNs, action };
      },
      cancel: () => undefined,
    };
    function* body(): Body {
      yield 100;
    }
    const process = new Process(forgetful, body());
    process.stop();
    expect(due).toThrow(InvariantError);
  });

  it('has all that a scope started stopped together', () => {
    const simulation = new Simulation('1');
    const scope = new Scope(simulation);
    const seen: string[] = [];
    function* child(name: string, ns: number): Body {
      yield ns;
      seen.push(name);
    }
    function* parent(): Body {
      scope.start(child('first', 10));
      scope.start(child('second', 100));
      yield 50;
      seen.push('parent');
    }
    scope.start(parent());
    simulation.schedule(60, () => scope.stop());
    simulation.run();
    expect(seen).toEqual(['first', 'parent']);
    expect(scope.nowNs).toBe(60);
  });

  it('takes from a mailbox in order and waits when it is empty', () => {
    const simulation = new Simulation('1');
    const mailbox = new Mailbox<number>();
    const taken: [number, number][] = [];
    function* reader(): Body {
      for (let count = 0; count < 3; count += 1) {
        taken.push([yield* mailbox.take(), simulation.nowNs]);
      }
    }
    simulation.start(reader());
    simulation.schedule(7, () => {
      mailbox.put(1);
      mailbox.put(2);
    });
    simulation.schedule(9, () => mailbox.put(3));
    simulation.run();
    expect(taken).toEqual([
      [1, 7],
      [2, 7],
      [3, 9],
    ]);
  });

  it('that gets nowhere while others go on for ever is found', () => {
    const simulation = new Simulation('1');
    function* forever(): Body {
      for (;;) yield 3600 * NS_PER_SECOND;
    }
    function* stuck(): Body {
      for (let step = 0; step < 500; step += 1) yield 3600 * NS_PER_SECOND;
      yield new Signal<unknown>();
    }
    simulation.start(forever());
    const process = simulation.start(stuck());
    const options = { progress: () => process.waits, patience: 1000 };
    expect(() => simulation.run(options)).toThrow('no progress since 1800000000000000 ns');
  });

  it('whose clock stands still is found, however much it does', () => {
    const simulation = new Simulation('1');
    function* forever(): Body {
      for (;;) yield 0;
    }
    simulation.start(forever());
    expect(() => simulation.run({ patience: 1000 })).toThrow('1000 events at one instant');
  });

  it('of any length goes on where time itself is progress', () => {
    const simulation = new Simulation('1');
    let left = 30_000;
    function* days(): Body {
      for (; left > 0; left -= 1) yield 60 * NS_PER_SECOND;
    }
    simulation.start(days());
    expect(simulation.run({ patience: 1000 })).toBe(false);
    expect(left).toBe(0);
  });

  it('that is longer than its clock ends with it, and says so', () => {
    const simulation = new Simulation('1');
    let hours = 0;
    function* forever(): Body {
      for (; ; hours += 1) yield 3600 * NS_PER_SECOND;
    }
    simulation.start(forever());
    simulation.run();
    expect(simulation.outlivesClock).toBe(true);
    expect(hours).toBe(2501);
  });

  it('ends after a number of events, and says so', () => {
    const simulation = new Simulation('1');
    for (const ns of [1, 2, 3]) simulation.at(ns, () => undefined);
    expect(simulation.run({ mostEvents: 2 })).toBe(true);
    expect(simulation.nowNs).toBe(2);
    expect(simulation.run({ mostEvents: 2 })).toBe(false);
  });
});

/** Customers come at random to one teller; returns the mean wait in units of the service time. */
function bank(seed: string, load: number, customers: number): Simulation & { waits: number[] } {
  const simulation = Object.assign(new Simulation(seed), { waits: [] as number[] });
  const queue = new Mailbox<number>();
  const draw = (stream: string, mean: number): number => {
    return Math.ceil(-log(1 - simulation.random(stream).double()) * mean);
  };
  function* street(): Body {
    for (let count = 0; count < customers; count += 1) {
      yield draw('arrivals', 1000 / load);
      queue.put(simulation.nowNs);
    }
  }
  function* teller(): Body {
    for (let count = 0; count < customers; count += 1) {
      const arrivedNs = yield* queue.take();
      simulation.waits.push((simulation.nowNs - arrivedNs) / 1000);
      yield draw('service', 1000);
    }
  }
  simulation.start(street());
  simulation.start(teller());
  return simulation;
}

describe('a bank with one teller', () => {
  it('makes customers wait load / (1 - load) service times, as M/M/1 does', () => {
    const simulation = bank('7', 0.5, 40_000);
    simulation.run();
    const mean = simulation.waits.reduce((sum, wait) => sum + wait, 0) / simulation.waits.length;
    expect(mean).toBeGreaterThan(0.9);
    expect(mean).toBeLessThan(1.1);
  });

  it('runs interleaved with another bank as it runs alone', () => {
    const alone = ['a', 'b'].map((seed) => bank(seed, 0.7, 500));
    for (const simulation of alone) simulation.run();
    const [a, b] = ['a', 'b'].map((seed) => bank(seed, 0.7, 500)) as [
      ReturnType<typeof bank>,
      ReturnType<typeof bank>,
    ];
    for (let more = true; more; ) {
      const stepped = [a.step(), b.step(), b.step()];
      more = stepped.includes(true);
    }
    expect([a.waits, b.waits]).toEqual(alone.map(({ waits }) => waits));
    expect(a.waits).not.toEqual(b.waits);
  });
});
