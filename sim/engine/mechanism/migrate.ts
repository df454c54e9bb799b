/** Starts a migration by the mechanism and the carrier that were asked for. */
import type { Body } from '../kernel/process.ts';
import type { Carrier } from './carrier.ts';
import { ConstantCarrier } from './constant-carrier.ts';
import type { Migration, Outcome } from './migration.ts';
import { PipelineCarrier } from './pipeline-carrier.ts';
import { postCopy } from './post-copy.ts';
import { preCopy } from './pre-copy.ts';
import { suspendCopyResume } from './suspend-copy-resume.ts';

/** How pages get to the destination. */
export type Transport =
  | { readonly kind: 'pipeline' }
  | { readonly kind: 'constant'; readonly pageTimeNs: number; readonly suspendNs?: number }
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
      return new ConstantCarrier(migration, transport.pageTimeNs, transport.suspendNs);
    case 'ideal':
      return new ConstantCarrier(migration, 0);
    case 'pipeline':
      return new PipelineCarrier(migration);
  }
}
