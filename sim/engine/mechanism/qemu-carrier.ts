/**
 * QEMU as it runs: a migration thread in the source's process, an incoming one at the destination,
 * a socket between them. On the hosts of this simulator both are processes of Dom0.
 *
 * The guest is not asked to suspend: its virtual CPUs are stopped from outside. The destination's
 * process is there before the migration starts; the guest starts as soon as its state is loaded,
 * and nothing of the source's end is downtime (section 7 of the algorithm's description).
 */
import { type Body, join } from '../kernel/process.ts';
import type { Migration } from './migration.ts';
import type { Batch } from './page-pass.ts';
import { PipelineCarrier } from './pipeline-carrier.ts';
import { qemuCosts } from './qemu-costs.ts';
import { Receiver } from './receiver.ts';

export class QemuCarrier extends PipelineCarrier {
  protected readonly receiver: Receiver;

  constructor(migration: Migration) {
    super(migration, { save: 'qemu', restore: 'qemu incoming' });
    const own = { ...migration, parameters: qemuCosts(migration.parameters) };
    this.receiver = new Receiver(own, this.stream, this.restore, this.restore);
  }

  *prepare(): Body {
    const { parameters, guest } = this.migration;
    yield 2 * this.latencyNs;
    this.connect();
    yield* this.save.burn(parameters.qemuSetupCpu);
    guest.startLogging();
    this.parts.close('setup', 'source');
    yield* this.sendPlain(this.wire.streamHeadBytes(guest.memory.p2mPages), false);
  }

  override *peek(): Body {
    this.migration.guest.sync();
  }

  /** Whole words at a time, beside the pages of no account. */
  override *scan(_positions: number): Body {}

  protected override preparingCpuNs({ zeroPages }: Batch): number {
    return this.migration.parameters.qemuCpuPerZeroPage * zeroPages;
  }

  /** A synchronisation of the bitmap. */
  override *clean(clean: () => void): Body {
    const { guest, parameters } = this.migration;
    yield* this.save.burn(parameters.qemuCpuPerSync);
    guest.sync();
    clean();
    if (guest.suspended) this.parts.close('final-sync', 'source');
  }

  *suspend(): Body {
    const { guest, parameters } = this.migration;
    this.parts.close('pre-copy', 'both');
    guest.suspend();
    this.parts.beginDowntime();
    yield* this.save.burn(parameters.qemuStopCpu);
    this.parts.close('stop', 'source');
  }

  *finish(): Body {
    const { guest, machinery, destination, parameters } = this.migration;
    this.parts.close('stop-and-copy', 'both');
    const unmapped = guest.memory.p2mPages - guest.memory.pages;
    const tailBytes = this.wire.streamTailBytes(unmapped, guest.domain.vcpus.length);
    yield* this.sendPlain(tailBytes + parameters.qemuDeviceState, true);
    guest.memory.stopLogging();
    yield* join(this.receiving);
    machinery.close(this.stream);
    this.parts.close('device-state', 'both');
    yield* this.restore.burn(parameters.qemuStartCpu);
    guest.resume(destination);
    this.parts.close('start', 'destination');
  }

  /** migrate_cancel: the connection is closed, the destination's process ends. */
  *abandon(): Body {
    yield* this.disconnect();
    yield this.latencyNs;
    this.parts.close('cancel', 'both');
  }
}
