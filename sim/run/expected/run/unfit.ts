/** What the expected fidelity has no model of. */
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

/** Why a scenario needs pages; undefined when it does not. */
export function whyNotExpected(scenario: Scenario): string | undefined {
  const { migrations, changes, hosts } = scenario;
  if (migrations.length === 0) return 'nothing migrates';
  if (changes.length > 0) return 'settings change while it runs';
  if (mayFail(scenario)) return 'something may fail while it runs';
  if (migrations.some(({ retry }) => retry)) return 'what fails is tried again';
  const policies = migrations.map(({ policy }) => shippedPolicyOf(policy));
  const areAllInBursts = policies.every(isInBursts);
  const moves = new Set<string>();
  for (const [index, migration] of migrations.entries()) {
    const why = whyNotOne(scenario, migration, { policy: policies[index], areAllInBursts });
    if (why !== undefined) return why;
    moves.add(migration.guest);
  }
  if (!areAllInBursts && mayBeShort(scenario, parameterIn(scenario, 'hostMemory') as number)) {
    return 'a guest may have to wait for the memory of a host';
  }
  if (migrations.every(({ transport }) => transport.kind !== 'pipeline')) return undefined;
  const bystander = bystanderOf(scenario, moves);
  if (bystander !== undefined) return `guest \`${bystander}\` is on one of its hosts`;
  for (const name of Object.keys(hosts)) {
    if (hosts[name]?.dom0.migrationSharePercent) return `\`migrationShare\` of \`${name}\``;
  }
  return undefined;
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
  if (mechanism !== 'pre-copy') return `${mechanism} is not modelled with expected values`;
  const guest = scenario.guests[migration.guest];
  const { kind, expected } = kindOf((guest as GuestSpec).workload);
  if (expected === undefined)
    return `a guest of the kind \`${kind}\` is not modelled with expected values`;
  if (policy?.observer !== undefined) {
    return 'the guest stops in the midst of a round, which is not modelled with expected values';
  }
  if (policy?.bursts !== undefined) {
    if (!areAllInBursts) return 'only some of its migrations are those of QEMU';
    return whyNotInBursts(scenario, migration, policy);
  }
  if (transport.kind !== 'pipeline') return undefined;
  const { channel = 'plain' } = migration;
  if (channel !== 'plain') return `${channel} is not modelled with expected values`;
  if (PROFILES[scenario.machine]?.hypervisor.toolstack !== 'xend') {
    return `the tools of ${scenario.machine} are not modelled with expected values`;
  }
  return guest?.host === migration.to ? 'both ends are one host' : undefined;
}

/** True where mechanisms are run as they are, on cells of pages; see `cell-contents.ts`. */
export function goesInBursts({ migrations }: Scenario): boolean {
  return migrations.every(({ policy }) => isInBursts(shippedPolicyOf(policy)));
}

const isInBursts = (policy: Policy): boolean => policy?.bursts !== undefined;

function whyNotInBursts(scenario: Scenario, migration: Spec, policy: PreCopyPolicy) {
  const { guests, hosts, scheduler } = scenario;
  const { guest: name, to, policy: spec } = migration;
  const guest = guests[name] as GuestSpec;
  if (policy.postCopy !== undefined) {
    return 'after post-copy has begun, the guest asks for single pages';
  }
  if (policy.deltas !== undefined) return 'the cache of XBZRLE holds single pages';
  if (spec.scan !== 'plain') return 'QEMU on average goes through the memory in the plain order';
  if (kindOf(guest.workload).holdsKernelWrites) {
    return `a guest of the kind \`${guest.workload.kind}\` is not modelled with QEMU`;
  }
  const caps = [guest, hosts[guest.host]?.dom0, hosts[to]?.dom0].map((each) => each?.capPercent);
  if (scheduler.form !== 'fluid' && caps.some((cap) => cap !== undefined)) {
    return 'the turns of a cap make the windows of QEMU random';
  }
  return guest.host === to ? 'both ends are one host' : undefined;
}

/** A guest that stays where others go from or to. */
function bystanderOf({ guests, migrations }: Scenario, moves: ReadonlySet<string>) {
  const hosts = new Set<string | undefined>();
  for (const { guest, to } of migrations) hosts.add(guests[guest]?.host).add(to);
  for (const name of Object.keys(guests)) {
    if (!moves.has(name) && hosts.has(guests[name]?.host)) return name;
  }
  return undefined;
}

/** @throws Problem for what it has no model of. */
export function requireExpected(scenario: Scenario): void {
  const why = whyNotExpected(scenario);
  if (why === undefined) return;
  const mistake: Mistake = { where: 'fidelity: expected', message: why, hint: HINT };
  throw new Problem([mistake]);
}
