/** Which toolstack carries a migration out. */
import { handshakesNs } from './connections.ts';
import { latencyOf, type Migration } from './migration.ts';
import type { ParameterValues, Toolstack as ToolstackName } from './parameters.ts';
import type { StageFacts, Toolstack } from './stages.ts';
import { qemu } from './stages-qemu.ts';
import { xapi } from './stages-xapi.ts';
import { xend, xl } from './stages-xen.ts';

const TOOLSTACKS_OF_XEN = { xend, xl, xapi } as const;

/** QEMU brings its own tools, whatever else is on the machine. */
export function toolstackOf(name: ToolstackName, facts: StageFacts): Toolstack {
  if (facts.wire.system === 'qemu') return qemu(facts);
  return TOOLSTACKS_OF_XEN[name](facts);
}

/** That of a migration. @param parameters with the costs of what its bytes go through. */
export function toolstackFor(migration: Migration, parameters: ParameterValues): Toolstack {
  const { guest, policy, devices = [], balloonedPages = 0 } = migration;
  const { p2mPages, pages, type } = guest.memory;
  return toolstackOf(migration.toolstack, {
    parameters,
    wire: policy.wire,
    p2mPages,
    unmappedPages: p2mPages - pages,
    type,
    vcpus: guest.domain.vcpus.length,
    devices,
    balloonedPages,
    latencyNs: latencyOf(migration),
    handshakesNs: handshakesNs(migration),
  });
}
