/** What a scenario may say, but hardly means. */
import { type PolicySpec, systemOf } from '../../models/policy/index.ts';
import { kindOf } from '../../models/workload/index.ts';
import { formatForUnit } from '../text/quantity.ts';
import { list, quote } from '../text/suggest.ts';
import { asMap, type Finding, getIn, own, type Path, showPath } from '../text/tree.ts';
import { aboutDisks } from './disks.ts';
import { cpusOf, type Draft, parameterOf } from './scenario.ts';
import { pathOf, type SettingKind, settingOf, valueBefore } from './settings.ts';

/** Simulated times above this are more likely a wrong unit. */
const LONG_NS = 24 * 3600 * 1e9;

/** All warnings. @param raw tells what the file says itself from what are defaults. */
export function warningsOf(draft: Draft, raw: unknown): Finding[] {
  return [
    ...aboutScheduler(draft),
    ...aboutHosts(draft),
    ...aboutGuests(draft),
    ...aboutDisks(draft),
    ...aboutMigrations(draft, raw),
    ...aboutChanges(draft, raw),
    ...aboutSweep(raw),
  ];
}

function aboutScheduler({ file }: Draft): Finding[] {
  const { algorithm, form } = file.scheduler;
  if (file.debit === undefined || (form !== 'fluid' && algorithm !== 'credit2')) return [];
  const which = form === 'fluid' ? '`scheduler: fluid`, which charges no CPU' : 'credit2';
  return [{ path: ['debit'], message: `\`debit\` has no effect with ${which}` }];
}

function aboutHosts(draft: Draft): Finding[] {
  const { hosts, guests, migrations } = draft.file;
  const used = new Set([
    ...Object.values(guests).map(({ host }) => host),
    ...migrations.flatMap(({ to, retry }) => [to, retry?.to ?? to]),
  ]);
  const come = guestVcpus(draft.file);
  return Object.entries(hosts).flatMap(([name, { dom0 }]) => {
    const findings: Finding[] = [];
    if (!used.has(name)) {
      const message = `no guest is on ${quote(name)} and none moves there`;
      findings.push({ path: ['hosts', name], atKey: true, message });
    }
    const vcpus = dom0.vcpus ?? parameterOf(draft, 'dom0Vcpus') ?? Infinity;
    const path = pathOf('dom0-cap', name);
    if (dom0.capPercent === 100 * vcpus && mayPark(draft, name, vcpus + (come.get(name) ?? 0))) {
      const message = `a cap of ${dom0.capPercent} % is not none: credit may park a capped Dom0`;
      const hint = 'when a guest earns a part of its credits; write `none` if that is not meant';
      findings.push({ path, message, hint });
    }
    return [...findings, ...neverBites(path, dom0.capPercent, vcpus)];
  });
}

/**
 * Whether a Dom0 whose cap is all that its virtual CPUs can use may be parked: csched_acct of Xen's
 * credit scheduler parks what owes more than its cap earns in a period, and a guest that shares the
 * CPUs has a part of what Dom0 earns while it is on the active list.
 * @param vcpus those of Dom0 and of all guests there.
 */
function mayPark(draft: Draft, name: string, vcpus: number): boolean {
  const { file, profile } = draft;
  const { algorithm = profile.hypervisor.scheduler ?? 'credit', form } = file.scheduler;
  const asked = file.hosts[name]?.scheduler ?? algorithm;
  return form !== 'fluid' && asked === 'credit' && vcpus > cpusOf(draft, name);
}

/** Virtual CPUs of the guests that are on each host or come to it. */
function guestVcpus({ guests, migrations }: Draft['file']): Map<string, number> {
  const found = new Map<string, number>();
  const count = (host: string, guest: string): void => {
    found.set(host, (found.get(host) ?? 0) + (own(guests, guest)?.vcpus ?? 0));
  };
  for (const [guest, { host }] of Object.entries(guests)) count(host, guest);
  for (const { guest, to } of migrations) if (own(guests, guest)?.host !== to) count(to, guest);
  return found;
}

function neverBites(path: Path, capPercent: number | undefined, vcpus: number): Finding[] {
  if (capPercent === undefined || capPercent <= 100 * vcpus) return [];
  const message = `a cap of ${capPercent} % never bites: the domain has ${vcpus} virtual CPU(s)`;
  return [{ path, message }];
}

function aboutGuests(draft: Draft): Finding[] {
  const modelled = ['host', 'memory', 'vcpus', 'cap', 'weight', 'workload'];
  const guests = Object.entries(draft.file.guests);
  return guests.flatMap(([name, { capPercent, vcpus, workload, labels }]) => {
    const path = ['guests', name];
    const findings = neverBites(pathOf('guest-cap', name), capPercent, vcpus);
    if (capPercent !== undefined && kindOf(workload).sleeps) {
      findings.push({
        path: pathOf('guest-cap', name),
        message: `${quote(name)} is idle: its cap never bites`,
      });
    }
    if (
      'pagesPerSecond' in workload &&
      workload.pagesPerSecond === 0 &&
      !changesRate(draft, name)
    ) {
      const message = 'a rate of 0 writes nothing: the same as `kind: idle`';
      findings.push({ path: pathOf('guest-rate', name), message });
    }
    for (const label of Object.keys(labels ?? {}).filter((key) => modelled.includes(key))) {
      const message = `the label ${quote(label)} has no effect`;
      const hint = `did you mean the guest's own ${quote(label)}?`;
      findings.push({ path: [...path, 'labels', label], atKey: true, message, hint });
    }
    return findings;
  });
}

function changesRate({ changes }: Draft, guest: string): boolean {
  const settings = changes.flat().map(({ setting }) => setting);
  return settings.some((each) => each.of === guest && settingOf(each).course === 'rates');
}

function aboutMigrations({ file }: Draft, raw: unknown): Finding[] {
  if (file.migrations.length === 0) return [{ path: ['migrations'], message: 'nothing migrates' }];
  return file.migrations.flatMap(({ mechanism, policy, guest, atNs }, index) => {
    const findings: Finding[] = [];
    const path = ['migrations', index];
    const { devices = [], hintedPages } = own(file.guests, guest) ?? {};
    if (hintedPages !== undefined && (mechanism !== 'pre-copy' || isXens(policy))) {
      const message = `${quote('hintedPages')} has an effect on QEMU's pre-copy only`;
      findings.push({ path: ['guests', guest, 'hintedPages'], message });
    }
    if (devices.length > 0 && mechanism === 'pre-copy' && isXens(policy)) {
      const message = `${quote('devices')} has no effect with ${quote(`policy: ${policy.name}`)}`;
      const hint = 'the devices of Xen guests are in the times of its toolstack';
      findings.push({ path: ['guests', guest, 'devices'], message, hint });
    }
    for (const key of mechanism === 'pre-copy' ? [] : ['policy', 'transport']) {
      if (getIn(raw, [...path, key]) === undefined) continue;
      const message = `${quote(key)} has no effect with ${quote(`mechanism: ${mechanism}`)}`;
      findings.push({ path: [...path, key], atKey: true, message });
    }
    if (atNs > LONG_NS) findings.push(late([...path, 'at'], atNs));
    return findings;
  });
}

/** Whether a policy's system is Xen; of a user's module it is not known. */
function isXens(policy: PolicySpec): boolean {
  const system = systemOf(policy);
  return system !== undefined && system !== 'qemu';
}

function late(path: Path, atNs: number): Finding {
  const hint = 'is the unit right?';
  return {
    path,
    message: `${formatForUnit(atNs, 'ns')} is more than a day of simulated time`,
    hint,
  };
}

function aboutChanges(draft: Draft, raw: unknown): Finding[] {
  const { file, changes } = draft;
  const inForce = new Map<string, number | undefined>();
  const order = file.changes
    .map(({ atNs }, index) => ({ atNs, index }))
    .sort((left, right) => left.atNs - right.atNs);
  return order.flatMap(({ atNs, index }) => {
    const findings: Finding[] = [];
    if (atNs > LONG_NS) findings.push(late(['changes', index, 'at'], atNs));
    if (file.migrations.length === 0) {
      const message = 'a change without a migration has nothing to act on';
      findings.push({ path: ['changes', index], message });
    }
    for (const { setting, at, target } of changes[index] ?? []) {
      const key = showPath(target);
      const before = inForce.has(key)
        ? inForce.get(key)
        : valueBefore(draft, setting.kind as SettingKind, setting.of);
      const { value } = setting;
      inForce.set(key, value);
      if (before !== value) continue;
      const written = String(getIn(raw, at));
      findings.push({ path: at, message: `${quote(key)} is ${quote(written)} already` });
    }
    return findings;
  });
}

function aboutSweep(raw: unknown): Finding[] {
  const axes = Object.entries(asMap(getIn(raw, ['sweep', 'axes'])));
  return axes.flatMap(([name, axis]) => {
    const values = Array.isArray(axis) ? axis.map(String) : Object.keys(asMap(axis));
    if (values.length !== 1) return [];
    const message = `the axis ${quote(name)} has one value, ${list(values)}: it varies nothing`;
    return [{ path: ['sweep', 'axes', name], atKey: true, message }];
  });
}
