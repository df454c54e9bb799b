/** A migration of a scenario as the mechanism takes it. */
import type { PolicyModules } from '../../../models/policy/fields.ts';
import { policyOf } from '../../../models/policy/index.ts';
import { wireOf } from '../../engine/mechanism/connections.ts';
import { parametersFor } from '../../engine/mechanism/guest-type.ts';
import type { Migration, Place } from '../../engine/mechanism/migration.ts';
import type { PageListener } from '../../engine/mechanism/page-listener.ts';
import { PageVersions } from '../../engine/mechanism/page-versions.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { requireLoaded } from './loaded-policies.ts';
import { guestOf, hostOf, type World } from './world.ts';

/** What a migration has beside its scenario. */
export interface MigrationSettings {
  /** Follow every page's content and require the destination's to equal the source's (slower). */
  readonly verify?: boolean;
  /** Gives a listener for the pages of a migration, or undefined. */
  readonly pages?: (migration: Migration) => PageListener | undefined;
  /** Users' policies by the file that the scenario names: nothing is read here. */
  readonly policies?: PolicyModules;
}

/** @param place where it tells how far it is. */
export function toMigration(
  spec: Scenario['migrations'][number],
  world: World,
  { verify = false, policies, pages, place }: MigrationSettings & { readonly place: Place },
): Migration {
  const { simulation, machinery, toolstack, storage } = world;
  const guest = guestOf(world, spec.guest);
  const destination = hostOf(world, spec.to);
  requireLoaded(spec, policies);
  const policy = world.tuning.begin(spec.guest, policyOf(spec.policy, policies));
  const built = world.guests.get(spec.guest);
  const isXen = policy.wire.system !== 'qemu';
  const { incompressible = 0 } = built ?? {};
  const parameters = parametersFor(guest.memory.type, world.parameters);
  const migration: Migration = {
    simulation,
    machinery,
    parameters,
    toolstack,
    storage,
    guest,
    source: guest.host,
    destination,
    path: world.network.path(guest.host.name, destination.name),
    policy,
    channel: isXen ? (spec.channel ?? world.channel) : 'plain',
    balloonedPages: built?.balloonedPages ?? 0,
    devices: built?.devices ?? [],
    incompressible,
    mirroring: spec.mirror && { disks: built?.disks ?? [], rules: spec.mirror },
    ring: built?.ring?.(wireOf({ policy, parameters, incompressible })),
    place,
    versions: verify ? new PageVersions(guest.memory) : undefined,
  };
  return pages === undefined ? migration : { ...migration, pages: pages(migration) };
}
