/** Which toolstack carries a migration out. */
import type { Toolstack as ToolstackName } from './parameters.ts';
import type { StageFacts, Toolstack } from './stages.ts';
import { qemu } from './stages-qemu.ts';
import { xend, xl } from './stages-xen.ts';

/** QEMU brings its own tools, whatever else is on the machine. */
export function toolstackOf(name: ToolstackName, facts: StageFacts): Toolstack {
  if (facts.wire.system === 'qemu') return qemu(facts);
  return name === 'xl' ? xl(facts) : xend(facts);
}
