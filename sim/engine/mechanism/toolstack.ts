/** Which toolstack carries a migration out. */
import type { Toolstack as ToolstackName } from './parameters.ts';
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
