/**
 * Xen 3.2 as it ran: xend's stages around xc_save and xc_restore, a socket between them.
 *
 * Stages in the order of XendDomain.domain_migrate, XendCheckpoint.save and restore (section 5 of
 * the algorithm's description). The destination starts the guest only when the source has destroyed
 * the old domain, seen its block devices gone and closed the connection: all of that is downtime.
 */
import type { Body, Process } from '../kernel/process.ts';
import { join, joinFirst } from '../kernel/process.ts';
import type { Task } from '../machine/flow/task.ts';
import { suspendGuest } from './guest-stops.ts';
import type { Migration } from './migration.ts';
import { PipelineCarrier } from './pipeline-carrier.ts';
import { Receiver } from './receiver.ts';
import { activate, tearDown } from './xend-end.ts';

export class XendCarrier extends PipelineCarrier {
  protected readonly receiver: Receiver;
  readonly #xend: Task;
  readonly #destinationXend: Task;

  constructor(migration: Migration) {
    const { guest, source, destination } = migration;
    const name = `xend ${guest.name}`;
    const xend = source.newTask(name, 'toolstack');
    const destinationXend = destination.newTask(name, 'toolstack');
    super(migration);
    this.#xend = xend;
    this.#destinationXend = destinationXend;
    this.receiver = new Receiver(migration, this.stream, this.#destinationXend, this.restore);
  }

  *prepare(): Body {
    const { parameters, guest } = this.migration;
    yield* this.#xend.burn(parameters.checkCpu);
    this.parts.close('check', 'source');
    yield* this.#xend.burn(parameters.connectCpu);
    yield 2 * this.latencyNs;
    yield* this.#destinationXend.burn(parameters.connectCpu);
    yield this.latencyNs;
    this.parts.close('connect', 'both');
    this.connect();
    yield* this.save.burn(parameters.sourceSetupCpu);
    guest.startLogging();
    this.parts.close('source-setup', 'source');
    yield* this.sendPlain(this.wire.streamHeadBytes(guest.memory.p2mPages), false);
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
    const tailBytes = this.wire.streamTailBytes(unmapped, guest.domain.vcpus.length);
    yield* this.sendPlain(tailBytes, true);
    guest.memory.stopLogging();
    this.parts.close('tail', 'source');
    const closing = simulation.start(tearDown(this.migration, this.#xend));
    yield* this.#awaitBothEnds(this.receiving, closing);
    machinery.close(this.stream);
    yield* activate(this.migration, this.#destinationXend, this.parts);
  }

  /** The connection is closed, and the half-made domain at the destination goes. */
  *abandon(): Body {
    yield* this.disconnect();
    yield* tearDown(this.migration, this.#destinationXend);
    this.parts.close('destination-teardown', 'destination');
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
