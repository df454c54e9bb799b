/**
 * Checks of numbers against each other: caps against CPUs, memory against hosts, working sets
 * against memory.
 */
import type { WorkloadSpec } from '../../models/workload/index.ts';
import { formatForUnit } from '../text/quantity.ts';
import { quote } from '../text/suggest.ts';
import { type Finding, own, type Path } from '../text/tree.ts';
import { cpusOf, type Draft, type GuestSpec, parameterOf } from './scenario.ts';

/** Everything that cannot be. Names that lead nowhere are skipped: others tell about them. */
export function checkLimits(draft: Draft): Finding[] {
  return [
    ...checkDom0(draft),
    ...checkGuests(draft),
    ...checkMemory(draft),
    ...checkArrivals(draft),
  ];
}

interface Cap {
  readonly path: Path;
  readonly capPercent: number | undefined;
}

function checkDom0(draft: Draft): Finding[] {
  return Object.entries(draft.file.hosts).flatMap(([name, { dom0 }]) => {
    const path = ['hosts', name, 'dom0', 'cap'];
    return checkDom0Cap(draft, name, { path, capPercent: dom0.capPercent });
  });
}

/** What is wrong with a new value of it, at its path. */
export function checkDom0Cap(draft: Draft, host: string, { path, capPercent = 0 }: Cap): Finding[] {
  const cpus = cpusOf(draft, host);
  if (capPercent <= 100 * cpus) return [];
  const also = [
    ['hosts', host, 'cpus'],
    ['parameters', 'hostCpus'],
  ];
  return [
    tooMuch({ path, also, capPercent, cpus: `the ${cpus} CPUs of ${quote(host)}`, most: cpus }),
  ];
}

function checkGuests(draft: Draft): Finding[] {
  return Object.entries(draft.file.guests).flatMap(([name, guest]) => [
    ...checkGuestCap(draft, name, { path: ['guests', name, 'cap'], capPercent: guest.capPercent }),
    ...checkWorkingSet(name, guest),
  ]);
}

/** What is wrong with a new value of it, at its path. */
export function checkGuestCap(
  draft: Draft,
  name: string,
  { path, capPercent = 0 }: Cap,
): Finding[] {
  const guest = own(draft.file.guests, name);
  if (guest === undefined) return [];
  const { vcpus } = guest;
  if (capPercent > 100 * vcpus) {
    const also = [['guests', name, 'vcpus']];
    const cpus = `the virtual CPUs of ${quote(name)} (${vcpus})`;
    return [tooMuch({ path, also, capPercent, cpus, most: vcpus })];
  }
  const cpus = cpusOf(draft, guest.host);
  if (capPercent <= 100 * cpus) return [];
  const also = [
    ['hosts', guest.host, 'cpus'],
    ['guests', name, 'host'],
    ['parameters', 'hostCpus'],
  ];
  const host = `the ${cpus} CPUs of ${quote(guest.host)}`;
  return [tooMuch({ path, also, capPercent, cpus: host, most: cpus })];
}

interface Excess {
  readonly path: Path;
  readonly also: readonly Path[];
  readonly capPercent: number;
  readonly cpus: string;
  readonly most: number;
}

function tooMuch({ path, also, capPercent, cpus, most }: Excess): Finding {
  const message = `a cap of ${capPercent} % is more than ${cpus} can give`;
  return { path, also, message, hint: `at most \`${100 * most} %\`, or \`none\`` };
}

function checkWorkingSet(name: string, { workload, memoryBytes }: GuestSpec): Finding[] {
  const path = ['guests', name, 'workload'];
  const all: { readonly path: Path; readonly done: WorkloadSpec }[] = [{ path, done: workload }];
  if (workload.kind === 'phases') {
    for (const [index, { workload: done }] of workload.phases.entries()) {
      all.push({ path: [...path, 'phases', index, 'workload'], done });
    }
  }
  return all.flatMap(({ path: at, done }) => {
    const bytes = workingSetBytesOf(done);
    if (bytes <= memoryBytes) return [];
    const also = [at, ['guests', name, 'memory']];
    return [beyondMemory(name, memoryBytes, { path: [...at, 'workingSet'], bytes, also })];
  });
}

/** What is wrong with a new value of it, at its path. */
export function checkNewWorkingSet(
  { file }: Draft,
  name: string,
  { path, bytes }: { readonly path: Path; readonly bytes: number },
): Finding[] {
  const memoryBytes = own(file.guests, name)?.memoryBytes ?? Infinity;
  if (bytes <= memoryBytes) return [];
  return [beyondMemory(name, memoryBytes, { path, bytes, also: [['guests', name, 'memory']] })];
}

interface TooLarge {
  readonly path: Path;
  readonly bytes: number;
  readonly also: readonly Path[];
}

function beyondMemory(name: string, memoryBytes: number, { path, bytes, also }: TooLarge): Finding {
  const message =
    `the working set, ${size(bytes)}, is above the memory of ` +
    `${quote(name)}, ${size(memoryBytes)}`;
  return { path, also, message };
}

/** The largest that it ever has; 0 for a workload without one. */
function workingSetBytesOf(workload: WorkloadSpec): number {
  if ('workingSetBytes' in workload) return workload.workingSetBytes;
  return 'workingSet' in workload ? largest(workload.workingSet.values) : 0;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** Guests at the start, each host for itself. The guest that no longer fits is named. */
function checkMemory(draft: Draft): Finding[] {
  const used = new Map<string, number>();
  return Object.entries(draft.file.guests).flatMap(([name, { host, memoryBytes }]) => {
    const sum = (used.get(host) ?? 0) + memoryBytes;
    used.set(host, sum);
    return checkFit(draft, { host, sum, path: ['guests', name, 'memory'] });
  });
}

/**
 * A guest that arrives must fit beside those that stay; guests that leave earlier are not
 * counted.
 */
function checkArrivals(draft: Draft): Finding[] {
  const { guests, migrations } = draft.file;
  const leaving = new Set(migrations.map(({ guest }) => guest));
  const staying = new Map<string, number>();
  for (const [name, { host, memoryBytes }] of Object.entries(guests)) {
    if (!leaving.has(name)) staying.set(host, (staying.get(host) ?? 0) + memoryBytes);
  }
  return migrations.flatMap(({ guest, to }, index) => {
    const sum = (staying.get(to) ?? 0) + (own(guests, guest)?.memoryBytes ?? 0);
    return checkFit(draft, { host: to, sum, path: ['migrations', index, 'to'], guest });
  });
}

interface Fit {
  readonly host: string;
  readonly sum: number;
  readonly path: Path;
  readonly guest?: string;
}

function checkFit(draft: Draft, { host, sum, path, guest }: Fit): Finding[] {
  const memory = own(draft.file.hosts, host)?.memoryBytes ?? parameterOf(draft, 'hostMemory');
  if (memory === undefined || sum <= memory) return [];
  const message = `the guests of ${quote(host)} need ${size(sum)}, it has ${size(memory)}`;
  const also = [
    ['hosts', host, 'memory'],
    ['parameters', 'hostMemory'],
  ];
  if (guest !== undefined) also.push(['guests', guest, 'memory']);
  return [{ path, also, message, hint: 'less memory for a guest, or `memory` for the host' }];
}

function size(bytes: number): string {
  return formatForUnit(bytes, 'bytes');
}
