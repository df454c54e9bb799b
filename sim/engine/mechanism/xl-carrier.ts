/**
 * Xen 4 as it runs: xl's stages around libxl's save and restore helpers, a pipe or a socket between
 * them.
 *
 * Stages in the order in which `xl -vvv migrate` of Xen 4.17 names them (section 6.3 of the
 * algorithm's description). The receiving xl asks for permission when the guest is complete, and
 * starts it when the sending one has given it; the old domain is destroyed after that. So the
 * source's teardown is no downtime, and the migration ends here when the guest runs.
 */
import { type Body, join } from '../kernel/process.ts';
import type { Task } from '../machine/flow/task.ts';
import { suspendGuest } from './guest-stops.ts';
import type { Migration } from './migration.ts';
import { PipelineCarrier } from './pipeline-carrier.ts';
import { Receiver } from './receiver.ts';

export class XlCarrier extends PipelineCarrier {
  protected readonly receiver: Receiver;
  readonly #xl: Task;
  readonly #destinationXl: Task;

  constructor(migration: Migration) {
    super(migration);
    const { guest, source, destination } = migration;
    this.#xl = source.newTask(`xl ${guest.name}`, 'toolstack');
    this.#destinationXl = destination.newTask(`xl receive ${guest.name}`, 'toolstack');
    this.receiver = new Receiver(migration, this.stream, this.#destinationXl, this.restore, {
      wholeRecords: true,
    });
  }

  *prepare(): Body {
    const { parameters, guest } = this.migration;
    yield* this.#xl.burn(parameters.checkCpu);
    this.parts.close('check', 'source');
    yield* this.#message(this.#xl, this.#destinationXl);
    yield* this.#message(this.#destinationXl, this.#xl);
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
    yield* this.#xl.burn(parameters.suspendHopCpu * parameters.suspendHopsBefore);
    yield* suspendGuest(guest, parameters);
    this.parts.close('suspend-request', 'source');
    this.parts.beginDowntime();
    yield* this.#xl.burn(parameters.suspendHopCpu * parameters.suspendHopsAfter);
    this.parts.close('suspend-handshake', 'source');
  }

  *finish(): Body {
    const { guest, machinery, parameters, destination } = this.migration;
    this.parts.close('stop-and-copy', 'both');
    const unmapped = guest.memory.p2mPages - guest.memory.pages;
    const tailBytes = this.wire.streamTailBytes(unmapped, guest.domain.vcpus.length);
    yield* this.sendPlain(tailBytes, true);
    guest.memory.stopLogging();
    this.parts.close('tail', 'source');
    yield* join(this.receiving);
    machinery.close(this.stream);
    yield* this.#destinationXl.burn(parameters.activateCpu);
    yield parameters.activateWait;
    this.parts.close('destination-finish', 'destination');
    yield* this.#message(this.#destinationXl, this.#xl);
    this.parts.close('permission', 'both');
    yield* this.#message(this.#xl, this.#destinationXl);
    this.parts.close('activate', 'destination');
    guest.resume(destination);
  }

  /** The stream ends early: the receiving xl destroys its half-made domain. */
  *abandon(): Body {
    yield* this.disconnect();
    yield* this.#destinationXl.burn(this.migration.parameters.teardownCpu);
    this.parts.close('destination-teardown', 'destination');
  }

  /** One xl tells the other something: CPU to say it, the way there, CPU to understand it. */
  *#message(from: Task, to: Task): Body {
    const { connectCpu } = this.migration.parameters;
    yield* from.burn(connectCpu);
    yield this.latencyNs;
    yield* to.burn(connectCpu);
  }
}
