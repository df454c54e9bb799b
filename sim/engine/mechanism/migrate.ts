/** Starts a migration by the mechanism and the carrier that were asked for. */
import type { Body } from '../kernel/process.ts';
import type { Carrier } from './carrier.ts';
import { ConstantCarrier } from './constant-carrier.ts';
import type { Migration, Outcome } from './migration.ts';
import { postCopy } from './post-copy.ts';
import { preCopy } from './pre-copy.ts';
import { QemuCarrier } from './qemu-carrier.ts';
import { suspendCopyResume } from './suspend-copy-resume.ts';
import { XendCarrier } from './xend-carrier.ts';
import { XlCarrier } from './xl-carrier.ts';

/** How pages get to the destination. */
export type Transport =
  | { readonly kind: 'pipeline' }
  | { readonly kind: 'constant'; readonly pageTimeNs: number }
  | { readonly kind: 'ideal' };

export type MechanismName = 'pre-copy' | 'suspend-copy-resume' | 'post-copy';

/** The process of one migration. */
export function migrate(
  migration: Migration,
  mechanism: MechanismName,
  transport: Transport,
): Body<Outcome> {
  if (mechanism === 'suspend-copy-resume') return suspendCopyResume(migration);
  if (mechanism === 'post-copy') return postCopy(migration);
  return preCopy(migration, carrierOf(migration, transport));
}

function carrierOf(migration: Migration, transport: Transport): Carrier {
  switch (transport.kind) {
    case 'constant':
      return new ConstantCarrier(migration, transport.pageTimeNs);
    case 'ideal':
      return new ConstantCarrier(migration, 0);
    case 'pipeline':
      return pipelineOf(migration);
  }
}

/** QEMU brings its own tools, whatever else is on the machine. */
function pipelineOf(migration: Migration): Carrier {
  if (migration.policy.wire.system === 'qemu') return new QemuCarrier(migration);
  return migration.toolstack === 'xl' ? new XlCarrier(migration) : new XendCarrier(migration);
}
