/**
 * Ways from one host to the other that cost more than TCP: TLS and ssh.
 *
 * stunnel and ssh are processes beside the one that copies pages, so they take CPU of another
 * virtual CPU of Dom0, and the slower of both decides. With kernel TLS the kernel encrypts in the
 * context of the process that writes; its receiver is stunnel all the same (xen-api,
 * doc/content/design/migration-tls.md, phase 1).
 */
import { type Body, join } from '../kernel/process.ts';
import type { Events } from '../kernel/scope.ts';
import { PAGE_BYTES } from '../kernel/unit.ts';
import type { Task } from '../machine/flow/task.ts';
import type { ParameterValues } from './parameters.ts';
import type { Side } from './stages.ts';

export const CHANNELS = ['plain', 'stunnel', 'ktls', 'ssh'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Costs with what a channel adds to the process that writes. */
export function costsThrough(channel: Channel, parameters: ParameterValues): ParameterValues {
  if (channel !== 'ktls') return parameters;
  const sourceCpuPerPage = parameters.sourceCpuPerPage + parameters.ktlsCpuPerPage;
  return { ...parameters, sourceCpuPerPage };
}

/** A process that all bytes pass through. */
export interface RelayKind {
  readonly name: string;
  readonly nsPerByte: number;
}

/** What stands beside the process that copies, at one end; undefined: nothing. */
export function relayAt(
  channel: Channel,
  at: Side,
  { stunnelCpuPerPage, sshCpuPerPage }: ParameterValues,
): RelayKind | undefined {
  if (channel === 'plain' || (channel === 'ktls' && at === 'source')) return undefined;
  if (channel === 'ssh') {
    return { name: at === 'source' ? 'ssh' : 'sshd', nsPerByte: sshCpuPerPage / PAGE_BYTES };
  }
  return { name: 'stunnel', nsPerByte: stunnelCpuPerPage / PAGE_BYTES };
}

/** It works on a batch while the batch is written or read, and a batch at most behind. */
export class Relay {
  readonly #simulation: Events;
  readonly #task: Task;
  readonly #nsPerByte: number;

  constructor(simulation: Events, task: Task, { nsPerByte }: RelayKind) {
    this.#simulation = simulation;
    this.#task = task;
    this.#nsPerByte = nsPerByte;
  }

  /** Passes some bytes on while they are written or read. */
  *beside(bytes: number, moving: Body): Body {
    const passing = this.#simulation.start(this.#task.burn(bytes * this.#nsPerByte));
    yield* moving;
    yield* join(passing);
  }
}
