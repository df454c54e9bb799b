/** What the expected fidelity has no model of. */
import { PROFILES } from '../../models/profile/registry.ts';
import { type Mistake, Problem } from '../../scenarios/problem.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

/** Kinds of workload whose pages are classes that are always written alike. */
const WORKLOADS: ReadonlySet<string> = new Set(['idle', 'cpu', 'read', 'write', 'profile']);

const HINT = 'leave `fidelity` out, or say `page-exact`';

/** Why a scenario needs pages; undefined when it does not. */
export function whyNotExpected(scenario: Scenario): string | undefined {
  const { migrations, guests, changes, hosts } = scenario;
  const [migration] = migrations;
  if (migration === undefined) return 'nothing migrates';
  if (migrations.length > 1) return 'several migrations share hosts and links';
  if (changes.length > 0) return 'settings change while it runs';
  const { mechanism, policy, transport } = migration;
  if (mechanism !== 'pre-copy') return `${mechanism} is not modelled in the mean`;
  if (policy.name === 'qemu') return 'the policy `qemu` looks at bytes and throttles as it goes';
  const guest = guests[migration.guest];
  const kind = guest?.workload.kind ?? '';
  if (!WORKLOADS.has(kind)) return `a guest of the kind \`${kind}\` is not modelled in the mean`;
  if (transport.kind !== 'pipeline') return undefined;
  if (PROFILES[scenario.machine]?.hypervisor.toolstack !== 'xend') {
    return `the tools of ${scenario.machine} are not modelled in the mean`;
  }
  if (guest?.host === migration.to) return 'both ends are one host';
  for (const name of Object.keys(guests)) {
    const host = guests[name]?.host;
    const isThere = host === guest?.host || host === migration.to;
    if (name !== migration.guest && isThere) return `guest \`${name}\` is on one of its hosts`;
  }
  for (const name of Object.keys(hosts)) {
    if (hosts[name]?.dom0.migrationSharePercent) return `\`migrationShare\` of \`${name}\``;
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
