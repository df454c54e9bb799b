/**
 * Xen 3.2 as it ran: xend's stages around xc_save and xc_restore, a socket between them.
 *
 * Stages in the order of XendDomain.domain_migrate, XendCheckpoint.save and restore (section 5 of
 * the algorithm's description). The destination starts the guest only when the source has destroyed
 * the old domain, seen its block devices gone and closed the connection: all of that is downtime.
 */
import type { Body, Process } from '../kernel/process.ts';
import { join, joinFirst } from '../kernel/process.ts';
import type { Task } from '../machine/task.ts';
import { suspendGuest } from './guest-stops.ts';
import type { Migration } from './migration.ts';
import { PipelineCarrier } from './pipeline-carrier.ts';
import { Receiver } from './receiver.ts';
import * as wire from './wire-format.ts';
import { activate, tearDown } from './xend-end.ts';

export class XendCarrier extends PipelineCarrier {
  protected readonly receiver: Receiver;
  readonly #xend: Task;
  readonly #destinationXend: Task;
  #receiving: Process<void> | undefined;

  constructor(migration: Migration) {
    const { guest, source, destination } = migration;
    const name = `xend ${guest.name}`;
    const xend = source.newTask(name, 'toolstack');
    const destinationXend = destination.newTask(name, 'toolstack');
    super(migration, wire);
    this.#xend = xend;
    this.#destinationXend = destinationXend;
    this.receiver = new Receiver(migration, this.stream, this.#destinationXend, this.restore);
  }

  *prepare(): Body {
    const { parameters, simulation, machinery, guest, path } = this.migration;
    const latencyNs = path.reduce((sum, link) => sum + link.latencyNs, 0);
    yield* this.#xend.burn(parameters.checkCpu);
    this.parts.close('check', 'source');
    yield* this.#xend.burn(parameters.connectCpu);
    yield 2 * latencyNs;
    yield* this.#destinationXend.burn(parameters.connectCpu);
    yield latencyNs;
    this.parts.close('connect', 'both');
    machinery.open(this.stream);
    this.#receiving = simulation.start(this.receiver.run());
    yield* this.save.burn(parameters.sourceSetupCpu);
    guest.startLogging();
    this.parts.close('source-setup', 'source');
    yield* this.sendPlain(wire.streamHeadBytes(guest.memory.p2mPages), false);
  }

  *suspend(): Body {
    const { parameters, guest } = this.migration;
    this.parts.close('pre-copy', 'both');
    yield* this.#xend.burn(parameters.suspendHopCpu * parameters.suspendHopsBefore);
    yield* suspendGuest(guest, parameters);
    this.parts.close('suspend-request', 'source');
    this.parts.beginDowntime();
    yield* this.#xend.burn(parameters.suspendHopCpu * parameters.suspendHopsAfter);
    this.parts.close('suspend-handshake', 'source');
  }

  *finish(): Body {
    const { guest, machinery, simulation } = this.migration;
    this.parts.close('stop-and-copy', 'both');
    const unmapped = guest.memory.p2mPages - guest.memory.pages;
    yield* this.sendPlain(wire.streamTailBytes(unmapped, guest.domain.vcpus.length), true);
    guest.memory.stopLogging();
    this.parts.close('tail', 'source');
    const closing = simulation.start(tearDown(this.migration, this.#xend));
    yield* this.#awaitBothEnds(this.#receiving as Process<void>, closing);
    machinery.close(this.stream);
    yield* activate(this.migration, this.#destinationXend, this.parts);
  }

  /**
   * The destination goes on when its own work is done and the source has closed; the later one is
   * the longer.
   */
  *#awaitBothEnds(receiving: Process<void>, closing: Process<void>): Body {
    yield* joinFirst(receiving, closing);
    if (receiving.finished) {
      this.parts.close('destination-finish', 'destination');
      yield* join(closing);
      this.parts.close('source-teardown', 'source');
      return;
    }
    this.parts.close('source-teardown', 'source');
    yield* join(receiving);
    this.parts.close('destination-finish', 'destination');
  }
}
