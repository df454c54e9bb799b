/**
 * Splits a scenario where nothing leads from some of its hosts to the others: an evacuation from
 * hosts to their counterparts under a core that all interfaces together cannot fill is as many
 * small simulations, and costs as much. Random streams depend on names, so each part goes exactly
 * as it does in the whole. What might join all hosts keeps a scenario in one piece.
 */

import { kindOf } from '../../../models/workload/index.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { settingOf } from '../../scenario/settings.ts';
import type { Setting, TimedChange } from '../../scenario/timed-change.ts';
import { mayFail } from './faults/faults.ts';
import { HostGroups } from './host-groups.ts';
import { parametersOf } from './machine-of.ts';
import { Network } from './network.ts';
import { watchedGuests } from './performance-watch.ts';
import { contestedLinks, type Way, waysOf } from './ways.ts';
import { leavesMachineOut } from './world.ts';

/** Some of a scenario's hosts, with all that is on them. */
export interface IndependentPart {
  readonly scenario: Scenario;
  /** Which of the whole's migrations its own are. */
  readonly places: readonly number[];
}

/**
 * All parts in which something migrates, in the order of their first migrations.
 * @param least migrations of a part: smaller ones are put together.
 */
export function independentParts(scenario: Scenario, least = 1): IndependentPart[] {
  const { migrations } = scenario;
  if (migrations.length < 2 || joinsAll(scenario)) return [wholeOf(scenario)];
  const groups = groupsOf(scenario);
  const parts = emptyParts(scenario, groups, least);
  for (const [index, migration] of migrations.entries()) {
    const part = parts.get(groups.of(migration.to)) as Draft;
    part.places.push(index);
    part.migrations.push(migration);
  }
  const drafts = [...new Set(parts.values())];
  if (drafts.length === 1) return [wholeOf(scenario)];
  fillIn(scenario, (host) => parts.get(groups.of(host)));
  return drafts.map(({ places, ...filled }) => {
    return { places, scenario: { ...scenario, ...filled } };
  });
}

/** All of it as one part. */
export function wholeOf(scenario: Scenario): IndependentPart {
  return { scenario, places: scenario.migrations.map((_, index) => index) };
}

/** A part while it is put together. */
interface Draft {
  readonly places: number[];
  readonly migrations: Scenario['migrations'][number][];
  readonly hosts: Record<string, Scenario['hosts'][string]>;
  readonly guests: Record<string, Scenario['guests'][string]>;
  readonly links: Link[];
  readonly switches: Record<string, Switch & { readonly hosts: string[] }>;
  readonly changes: TimedChange[];
}

type Link = NonNullable<Scenario['links']>[number];
type Switch = NonNullable<Scenario['switches']>[string];

function emptyPart(): Draft {
  return {
    places: [],
    migrations: [],
    hosts: {},
    guests: {},
    links: [],
    switches: {},
    changes: [],
  };
}

/** For each group of hosts its part, some of them together. */
function emptyParts(
  { migrations }: Scenario,
  groups: HostGroups,
  least: number,
): Map<string, Draft> {
  const sizes = new Map<string, number>();
  for (const { to } of migrations) {
    const group = groups.of(to);
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  const parts = new Map<string, Draft>();
  let part = emptyPart();
  let size = 0;
  let left = migrations.length;
  for (const [group, more] of sizes) {
    if (size >= least && left >= least) {
      part = emptyPart();
      size = 0;
    }
    parts.set(group, part);
    size += more;
    left -= more;
  }
  return parts;
}

/** Puts hosts, guests, links and changes into the part that they belong to, if there is one. */
function fillIn(scenario: Scenario, partOf: (host: string) => Draft | undefined): void {
  for (const [name, host] of Object.entries(scenario.hosts)) {
    const part = partOf(name);
    if (part !== undefined) part.hosts[name] = host;
  }
  for (const [name, guest] of Object.entries(scenario.guests)) {
    const part = partOf(guest.host);
    if (part !== undefined) part.guests[name] = guest;
  }
  for (const { atNs, settings } of scenario.changes) {
    for (const setting of settings) {
      const host = hostOf(setting, scenario);
      if (host !== undefined) partOf(host)?.changes.push({ atNs, settings: [setting] });
    }
  }
  for (const link of scenario.links ?? []) {
    const [one, other] = link.between;
    const part = partOf(one);
    if (part === partOf(other)) part?.links.push(link);
  }
  fillInSwitches(scenario, partOf);
}

/** Those of its hosts, and those above them. */
function fillInSwitches(
  { switches = {} }: Scenario,
  partOf: (host: string) => Draft | undefined,
): void {
  const add = (part: Draft, name: string): string[] => {
    const known = part.switches[name];
    const spec = switches[name];
    if (known !== undefined || spec === undefined) return known?.hosts ?? [];
    const hosts: string[] = [];
    part.switches[name] = { ...spec, hosts };
    if (spec.uplink !== undefined) add(part, spec.uplink);
    return hosts;
  };
  for (const [name, { hosts }] of Object.entries(switches)) {
    for (const host of hosts) {
      const part = partOf(host);
      if (part !== undefined) add(part, name).push(host);
    }
  }
}

/** The host that a change is about. */
function hostOf(setting: Setting, { guests }: Scenario): string | undefined {
  const { owner } = settingOf(setting);
  if (owner === 'link') return undefined;
  return owner === 'host' ? setting.of : guests[setting.of]?.host;
}

/** True where more than ways through the network joins hosts, or may do so later. */
function joinsAll(scenario: Scenario): boolean {
  const { migrations, guests, changes } = scenario;
  const isConstant = leavesMachineOut(scenario);
  return (
    // All bystanders are watched from the first migration's start to the last one's end.
    watchedGuests(scenario).length > migrations.length ||
    scenario.clusterAtOnce !== undefined ||
    mayFail(scenario) ||
    Object.values(guests).some(({ workload }) => kindOf(workload).usesStorage?.(workload)) ||
    changes.some(({ settings }) =>
      settings.some((setting) => settingOf(setting).owner === 'link'),
    ) ||
    migrations.some((migration) => {
      const { mechanism, policy, retry } = migration;
      // A user's policy may remember what it saw of other migrations.
      if (mechanism === 'suspend-copy-resume' || policy.name === 'module') return true;
      if (retry?.to !== undefined) return true;
      return leavesMachineOut({ migrations: [migration] }) !== isConstant;
    })
  );
}

/** Hosts between which a guest migrates are joined, and those that can fill a link together. */
function groupsOf(scenario: Scenario): HostGroups {
  const ways = waysOf(scenario, new Network(scenario, parametersOf(scenario)));
  const groups = new HostGroups();
  for (const { from, to } of ways) groups.join(from, to);
  for (const users of contestedLinks(ways).values()) {
    let last: Way | undefined;
    for (const way of users) {
      if (last !== undefined) groups.join(last.to, way.to);
      last = way;
    }
  }
  return groups;
}
