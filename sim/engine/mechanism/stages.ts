/**
 * Toolstacks as data: what xend, xl and QEMU do around the copy of pages, stage by stage. Carriers
 * carry it out, the expected fidelity runs it on its two hosts, and both report its parts.
 *
 * xend (Xen 3.2): XendDomain.domain_migrate, XendCheckpoint.save and restore. The destination
 * starts the guest only when the source has destroyed the old domain, seen its block devices gone
 * and closed the connection: all of that is downtime.
 *
 * xl (Xen 4): stages in the order in which `xl -vvv migrate` of Xen 4.17 names them. The receiving
 * xl asks for permission when the guest is complete, and starts it when the sending one has given
 * it; the old domain is destroyed after that, which is no downtime.
 *
 * QEMU: migration/migration.c. Its virtual CPUs are stopped from outside, the destination's process
 * is there before the migration starts, and the guest starts as soon as its state is loaded. On the
 * hosts of this simulator both processes are Dom0's.
 *
 * See docs/explanation/xen-algorithm.md, sections 5, 6.3 and 7.
 */
import type { ParameterValues, Toolstack as ToolstackName } from './parameters.ts';
import type { PartHost } from './parts.ts';
import type { WireFormat } from './wire-format.ts';

export type Side = 'source' | 'destination';

/** The toolstack's process, or the one that copies pages. */
export type Worker = 'tools' | 'copy';

/** Where a list leaves off for the loop: live rounds, the final CLEAN, the final round. */
export type Hole = 'rounds' | 'clean' | 'copy';

/**
 * What is done in a stage: CPU of a process, a wait, bytes that are no pages (`last` when none
 * follow). `connect`: the stream is opened and the receiver starts; `log`: log-dirty is on;
 * `suspend`: the guest is asked to; `halt`: it is stopped; `receive`: the receiver is awaited;
 * `disconnect`: the stream is closed.
 */
export type Work =
  | { readonly kind: 'burn'; readonly at: Side; readonly by: Worker; readonly ns: number }
  | { readonly kind: 'wait'; readonly ns: number }
  | { readonly kind: 'plain'; readonly bytes: number; readonly last: boolean }
  | { readonly kind: Hole | 'connect' | 'log' | 'suspend' | 'halt' | 'receive' | 'disconnect' };

/** A part of the time line. */
export interface Stage {
  readonly part: string;
  readonly host: PartHost;
  readonly inDowntime: boolean;
  readonly does: readonly Work[];
}

/** Two stages at the same time; the one that ends later is charged with what it takes longer. */
export interface Both {
  readonly both: readonly [Stage, Stage];
}

/** How a toolstack moves a guest. The guest runs at the destination when the last stage ends. */
export interface Toolstack {
  /** In the order in which they are placed on virtual CPUs. */
  readonly processes: readonly { readonly at: Side; readonly by: Worker; readonly name: string }[];
  readonly stages: readonly (Stage | Both)[];
  /** Of the receiver: before the first bytes, and after the last. */
  readonly creates: readonly Work[];
  readonly completes: readonly Work[];
  /** Whether a batch is read whole before its pages are placed. */
  readonly wholeRecords: boolean;
  /** Whether the guest stands in log-dirty operations. */
  readonly freezes: boolean;
  /** After the stream was closed early; the guest runs on at the source. */
  readonly abandon: Stage;
}

/** What the stages of a migration depend on. */
export interface StageFacts {
  /** As `costsOf` gives them. */
  readonly parameters: ParameterValues;
  readonly wire: WireFormat;
  readonly p2mPages: number;
  readonly unmappedPages: number;
  readonly vcpus: number;
  /** Time of a message from one host to the other, ns. */
  readonly latencyNs: number;
}

/** What comes next in a list of stages: a work, two stages at once, or a stage that has ended. */
export type Next = Work | Both | Stage;

/** Goes through the stages of a toolstack, from one hole of the list to the next. */
export class StageCursor {
  readonly #stages: Toolstack['stages'];
  #stage = 0;
  #work = 0;

  constructor({ stages }: Toolstack) {
    this.#stages = stages;
  }

  /** Up to a hole; to the end if there is none. */
  *until(hole?: Hole): Generator<Next, void, void> {
    for (; this.#stage < this.#stages.length; this.#stage += 1) {
      const stage = this.#stages[this.#stage] as Stage | Both;
      while ('does' in stage && this.#work < stage.does.length) {
        const work = stage.does[this.#work] as Work;
        this.#work += 1;
        if (work.kind === hole) return;
        yield work;
      }
      this.#work = 0;
      yield stage;
    }
  }
}

/** All stages, those at the same time one after the other. */
export function flatStages({ stages }: Toolstack): Stage[] {
  return stages.flatMap((stage) => ('both' in stage ? stage.both : [stage]));
}

/** CPU of a process in some works, ns. */
export function cpuOf(works: readonly Work[], at: Side, by: Worker): number {
  return works.reduce(
    (sum, work) => (work.kind === 'burn' && work.at === at && work.by === by ? sum + work.ns : sum),
    0,
  );
}

/** Time in some works that is only waited, ns. */
export function waitOf(works: readonly Work[]): number {
  return works.reduce((sum, work) => (work.kind === 'wait' ? sum + work.ns : sum), 0);
}

/** QEMU brings its own tools, whatever else is on the machine. */
export function toolstackOf(name: ToolstackName, facts: StageFacts): Toolstack {
  if (facts.wire.system === 'qemu') return qemu(facts);
  return name === 'xl' ? xl(facts) : xend(facts);
}

function xend(facts: StageFacts): Toolstack {
  const { parameters, latencyNs } = facts;
  const { checkCpu, connectCpu, teardownCpu } = parameters;
  const gone = wait(goneNs(parameters));
  const connect = [
    tools('source', connectCpu),
    wait(2 * latencyNs),
    tools('destination', connectCpu),
    wait(latencyNs),
  ];
  const finish = down('destination-finish', 'destination', { kind: 'receive' });
  const teardown = down('source-teardown', 'source', tools('source', teardownCpu), gone);
  return {
    ...xenReceiver(facts),
    processes: [...pairOf('tools', 'xend', 'xend'), ...pairOf('copy', 'save', 'restore')],
    stages: [
      live('check', 'source', tools('source', checkCpu)),
      live('connect', 'both', ...connect),
      ...xenCopy(facts),
      { both: [finish, teardown] },
      ...xendActivation(facts),
    ],
    wholeRecords: false,
    freezes: true,
    abandon: live('destination-teardown', 'destination', tools('destination', teardownCpu), gone),
  };
}

/** Entries in xenstore, waiting for devices, unpause. */
export function xendActivation({ parameters, latencyNs }: XendFacts): [Stage, Stage] {
  const { activateCpu, activateWait } = parameters;
  return [
    down('close', 'both', { kind: 'disconnect' }, wait(latencyNs)),
    down('activate', 'destination', tools('destination', activateCpu), wait(activateWait)),
  ];
}

type XendFacts = Pick<StageFacts, 'parameters' | 'latencyNs'>;

/** testDeviceComplete looks every 0.1 s until the block devices are gone. */
function goneNs({ teardownWait, teardownPoll }: ParameterValues): number {
  return Math.ceil(teardownWait / teardownPoll) * teardownPoll;
}

function xl(facts: StageFacts): Toolstack {
  const { parameters, latencyNs } = facts;
  const { checkCpu, connectCpu, teardownCpu, activateCpu, activateWait } = parameters;
  /** CPU to say it, the way there, CPU to understand it. */
  const message = (from: Side, to: Side): Work[] => {
    return [tools(from, connectCpu), wait(latencyNs), tools(to, connectCpu)];
  };
  const there = message('source', 'destination');
  const back = message('destination', 'source');
  const activate = [tools('destination', activateCpu), wait(activateWait)];
  return {
    ...xenReceiver(facts),
    processes: [...pairOf('copy', 'save', 'restore'), ...pairOf('tools', 'xl', 'xl receive')],
    stages: [
      live('check', 'source', tools('source', checkCpu)),
      live('connect', 'both', ...there, ...back),
      ...xenCopy(facts),
      down('destination-finish', 'destination', ...ENDED, ...activate),
      down('permission', 'both', ...back),
      down('activate', 'destination', ...there),
    ],
    wholeRecords: true,
    freezes: true,
    abandon: live('destination-teardown', 'destination', tools('destination', teardownCpu)),
  };
}

/** From the set-up to the last byte, for both of Xen's toolstacks. */
function xenCopy({ parameters, ...facts }: StageFacts): Stage[] {
  const { sourceSetupCpu, suspendHopCpu, suspendHopsBefore, suspendHopsAfter } = parameters;
  const { wire, p2mPages, unmappedPages, vcpus } = facts;
  const setup = [{ kind: 'connect' }, copy('source', sourceSetupCpu), { kind: 'log' }] as const;
  const request = tools('source', suspendHopCpu * suspendHopsBefore);
  return [
    live('source-setup', 'source', ...setup),
    live('pre-copy', 'both', plain(wire.streamHeadBytes(p2mPages)), { kind: 'rounds' }),
    live('suspend-request', 'source', request, { kind: 'suspend' }),
    down('suspend-handshake', 'source', tools('source', suspendHopCpu * suspendHopsAfter)),
    down('final-clean', 'source', { kind: 'clean' }),
    down('stop-and-copy', 'both', { kind: 'copy' }),
    down('tail', 'source', plain(wire.streamTailBytes(unmappedPages, vcpus), true)),
  ];
}

function xenReceiver({ parameters, p2mPages }: StageFacts) {
  const { destinationCreateCpu, destinationCreateWait, destinationCpuPerFinish } = parameters;
  return {
    creates: [tools('destination', destinationCreateCpu), wait(destinationCreateWait)],
    completes: [copy('destination', destinationCpuPerFinish * p2mPages)],
  };
}

function qemu({ parameters, ...facts }: StageFacts): Toolstack {
  const { wire, p2mPages, unmappedPages, vcpus, latencyNs } = facts;
  const { qemuSetupCpu, qemuStopCpu, qemuStartCpu, qemuDeviceState } = parameters;
  const setup = [wait(2 * latencyNs), { kind: 'connect' }, copy('source', qemuSetupCpu)] as const;
  const state = plain(wire.streamTailBytes(unmappedPages, vcpus) + qemuDeviceState, true);
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
      down('device-state', 'both', state, ...ENDED),
      down('start', 'destination', copy('destination', qemuStartCpu)),
    ],
    wholeRecords: false,
    freezes: false,
    abandon: live('cancel', 'both', wait(latencyNs)),
  };
}

/** The receiver has all, and the stream is closed. */
const ENDED = [{ kind: 'receive' }, { kind: 'disconnect' }] as const;

function live(part: string, host: PartHost, ...does: readonly Work[]): Stage {
  return { part, host, inDowntime: false, does };
}

function down(part: string, host: PartHost, ...does: readonly Work[]): Stage {
  return { part, host, inDowntime: true, does };
}

function tools(at: Side, ns: number): Work {
  return { kind: 'burn', at, by: 'tools', ns };
}

function copy(at: Side, ns: number): Work {
  return { kind: 'burn', at, by: 'copy', ns };
}

function wait(ns: number): Work {
  return { kind: 'wait', ns };
}

function plain(bytes: number, last = false): Work {
  return { kind: 'plain', bytes, last };
}

function pairOf(by: Worker, source: string, destination: string): Toolstack['processes'] {
  return [
    { at: 'source', by, name: source },
    { at: 'destination', by, name: destination },
  ];
}
