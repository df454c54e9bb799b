/**
 * What has no expected values, and what classes of pages and cells of pages are no model of; it
 * takes every page then (`way.ts`). All but the first say what follows "since".
 */
import { PROFILES } from '../../../../models/machine/registry.ts';
import { shippedPolicyOf } from '../../../../models/policy/index.ts';
import { kindOf } from '../../../../models/workload/index.ts';
import type { PreCopyPolicy } from '../../../engine/mechanism/policy.ts';
import { mayBeShort } from '../../../scenario/host-memory.ts';
import type { GuestSpec, Scenario } from '../../../scenario/scenario.ts';
import { type Mistake, Problem } from '../../../text/problem.ts';
import { mayFail } from '../../world/faults/faults.ts';
import { parameterIn } from '../../world/machine-of.ts';

const HINT = 'leave `fidelity` out, or say `page-exact`';

type Spec = Scenario['migrations'][number];

/** What is known of a policy; of a user's module nothing. */
type Policy = PreCopyPolicy | undefined;

/** Why a scenario has no mean; undefined when it has one. */
export function whyNotExpected(scenario: Scenario): string | undefined {
  if (scenario.migrations.length === 0) return 'nothing migrates';
  return mayFail(scenario) ? 'something may fail while it runs' : undefined;
}

/** @throws Problem for what has no mean. */
export function requireExpected(scenario: Scenario): void {
  const why = whyNotExpected(scenario);
  if (why === undefined) return;
  const mistake: Mistake = { where: 'fidelity: expected', message: why, hint: HINT };
  throw new Problem([mistake]);
}

/** True where all are sent by QEMU: their pages may be cells, see `cell-contents.ts`. */
export function goesInBursts({ migrations }: Scenario): boolean {
  return migrations.every(({ policy }) => isInBursts(shippedPolicyOf(policy)));
}

const isInBursts = (policy: Policy): boolean => policy?.bursts !== undefined;

/** Why neither classes nor cells are a model of it; undefined when the one that fits is. */
export function whyNotAlike(scenario: Scenario): string | undefined {
  const { migrations, changes } = scenario;
  if (changes.length > 0) return 'settings change while it runs';
  if (migrations.some(({ retry }) => retry)) return 'what fails is tried again';
  const areAllInBursts = goesInBursts(scenario);
  for (const migration of migrations) {
    const policy = shippedPolicyOf(migration.policy);
    const why = whyNotOne(scenario, migration, { policy, areAllInBursts });
    if (why !== undefined) return why;
  }
  if (!areAllInBursts && mayBeShort(scenario, parameterIn(scenario, 'hostMemory') as number)) {
    return 'a guest may have to wait for the memory of a host';
  }
  if (migrations.every(({ transport }) => transport.kind !== 'pipeline')) return undefined;
  return whyNotAround(scenario);
}

/** Of a migration, and of all of a scenario. */
interface Policies {
  readonly policy: Policy;
  readonly areAllInBursts: boolean;
}

function whyNotOne(
  scenario: Scenario,
  migration: Spec,
  { policy, areAllInBursts }: Policies,
): string | undefined {
  const { mechanism, transport } = migration;
  if (mechanism !== 'pre-copy') return `its mechanism is ${mechanism}`;
  const guest = scenario.guests[migration.guest] as GuestSpec;
  const { kind, expected } = kindOf(guest.workload);
  if (expected === undefined) return `what a guest of the kind \`${kind}\` writes differs`;
  if (policy?.observer !== undefined) return 'the guest stops in the midst of a round';
  if (policy?.bursts !== undefined) {
    if (!areAllInBursts) return 'only some of its migrations are those of QEMU';
    return whyNotInBursts(guest, migration, policy);
  }
  if (transport.kind !== 'pipeline') return undefined;
  const { channel = 'plain' } = migration;
  if (channel !== 'plain') return `its stream goes through ${channel}`;
  const { toolstack } = PROFILES[scenario.machine]?.hypervisor ?? {};
  if (toolstack !== 'xend') return `the tools of ${scenario.machine} are not xend`;
  return guest.host === migration.to ? 'both ends are one host' : undefined;
}

function whyNotInBursts(
  guest: GuestSpec,
  { to, policy: spec }: Spec,
  policy: PreCopyPolicy,
): string | undefined {
  if (policy.postCopy !== undefined) return 'after post-copy a guest asks for single pages';
  if (policy.deltas !== undefined) return 'the cache of XBZRLE holds single pages';
  if (spec.scan !== 'plain') return 'its pages go in the rotated order';
  const { kind, holdsKernelWrites } = kindOf(guest.workload);
  if (holdsKernelWrites) return `pages of the kind \`${kind}\` lie scattered`;
  return guest.host === to ? 'both ends are one host' : undefined;
}

/** What else is on its hosts. */
function whyNotAround(scenario: Scenario): string | undefined {
  const bystander = bystanderOf(scenario);
  if (bystander !== undefined) return `guest \`${bystander}\` is on one of its hosts`;
  for (const [name, { dom0 }] of Object.entries(scenario.hosts)) {
    if (dom0.migrationSharePercent) return `\`migrationShare\` limits the Dom0 of \`${name}\``;
  }
  return undefined;
}

/** A guest that stays where others go from or to. */
function bystanderOf({ guests, migrations }: Scenario): string | undefined {
  const hosts = new Set<string | undefined>();
  for (const { guest, to } of migrations) hosts.add(guests[guest]?.host).add(to);
  const moves = new Set(migrations.map(({ guest }) => guest));
  return Object.keys(guests).find((name) => !moves.has(name) && hosts.has(guests[name]?.host));
}
