/**
 * Checks of numbers against each other: caps against CPUs, memory against hosts, working sets
 * against memory.
 */
import { systemOf } from '../../models/policy/index.ts';
import type { WorkloadSpec } from '../../models/workload/index.ts';
import { formatForUnit } from '../text/quantity.ts';
import { quote } from '../text/suggest.ts';
import { type Finding, own, type Path } from '../text/tree.ts';
import { dom0BytesOf, hostBytesOf } from './host-memory.ts';
import { cpusOf, type Draft, parameterOf } from './scenario.ts';

/** Everything that cannot be. Names that lead nowhere are skipped: others tell about them. */
export function checkLimits(draft: Draft): Finding[] {
  return [
    ...checkWorkloads(draft),
    ...checkMemory(draft),
    ...checkArrivals(draft),
    ...checkTools(draft),
  ];
}

/** Settings that the tools of a migration do not know. */
function checkTools({ file, profile }: Draft): Finding[] {
  const isXapi = profile.hypervisor.toolstack === 'xapi';
  const balloons = isXapi ? [] : Object.entries(file.guests);
  const ofGuests = balloons.flatMap(([name, { dynamicMinBytes }]): Finding[] => {
    if (dynamicMinBytes === undefined) return [];
    const message = `only xapi balloons a guest down, which ${quote(profile.name)} does not have`;
    return [{ path: ['guests', name, 'dynamicMin'], message, hint: 'leave it out' }];
  });
  const ofMigrations = file.migrations.flatMap(({ channel, mechanism, policy }, index) => {
    const isXen = mechanism === 'pre-copy' && systemOf(policy) !== 'qemu';
    if (channel === undefined || isXen) return [];
    const message = "`channel` is of Xen's pre-copy";
    return [{ path: ['migrations', index, 'channel'], message, hint: 'leave it out' }];
  });
  return [...ofGuests, ...ofMigrations];
}

/** A value of a setting in its unit, undefined for no cap, and where it is written. */
export interface PlacedValue {
  readonly path: Path;
  readonly value: number | undefined;
}

/** What bounds a cap. */
interface Bound {
  readonly cpus: number;
  readonly shown: string;
  readonly also: readonly Path[];
}

function hostBound(draft: Draft, host: string): Bound {
  const cpus = cpusOf(draft, host);
  const also = [
    ['hosts', host, 'cpus'],
    ['parameters', 'hostCpus'],
  ];
  return { cpus, shown: `the ${cpus} CPUs of ${quote(host)}`, also };
}

/** Says the first bound that the cap is above. */
function checkCap({ path, value = 0 }: PlacedValue, bounds: readonly Bound[]): Finding[] {
  const bound = bounds.find(({ cpus }) => value > 100 * cpus);
  if (bound === undefined) return [];
  const { cpus, shown, also } = bound;
  const message = `a cap of ${value} % is more than ${shown} can give`;
  return [{ path, also, message, hint: `at most \`${100 * cpus} %\`, or \`none\`` }];
}

/** What is wrong with a cap of Dom0. */
export function checkDom0Cap(draft: Draft, host: string, cap: PlacedValue): Finding[] {
  return checkCap(cap, [hostBound(draft, host)]);
}

/** What is wrong with a cap of a guest. */
export function checkGuestCap(draft: Draft, name: string, cap: PlacedValue): Finding[] {
  const guest = own(draft.file.guests, name);
  if (guest === undefined) return [];
  const { vcpus, host } = guest;
  const shown = `the virtual CPUs of ${quote(name)} (${vcpus})`;
  const virtual = { cpus: vcpus, shown, also: [['guests', name, 'vcpus']] };
  const ofHost = hostBound(draft, host);
  return checkCap(cap, [virtual, { ...ofHost, also: [...ofHost.also, ['guests', name, 'host']] }]);
}

function checkWorkloads(draft: Draft): Finding[] {
  return Object.entries(draft.file.guests).flatMap(([name, { workload, vcpus }]) => {
    const path = ['guests', name, 'workload'];
    const phases = workload.kind === 'phases' ? workload.phases : [];
    const all: (readonly [Path, WorkloadSpec])[] = [
      [path, workload],
      ...phases.map((phase, at) => [[...path, 'phases', at, 'workload'], phase.workload] as const),
    ];
    return all.flatMap(([at, done]) => {
      const placed = { path: [...at, 'workingSet'], value: workingSetBytesOf(done) };
      const findings = checkWorkingSet(draft, name, placed, [at]);
      const { writers = 0 } = done as { readonly writers?: number };
      if (writers <= vcpus) return findings;
      const message = `${writers} virtual CPUs write, and ${quote(name)} has ${vcpus}`;
      const path = [...at, 'writers'];
      return [...findings, { path, also: [['guests', name, 'vcpus']], message }];
    });
  });
}

/** What is wrong with a working set of a guest. @param also other values that take part. */
export function checkWorkingSet(
  { file }: Draft,
  name: string,
  { path, value: bytes = 0 }: PlacedValue,
  also: readonly Path[] = [],
): Finding[] {
  const guest = own(file.guests, name);
  const memoryBytes = guest?.dynamicMinBytes ?? guest?.memoryBytes ?? Infinity;
  if (bytes <= memoryBytes) return [];
  const message =
    `the working set, ${size(bytes)}, is above the memory of ` +
    `${quote(name)}, ${size(memoryBytes)}`;
  return [{ path, also: [...also, ['guests', name, 'memory']], message }];
}

/** The largest that it ever has; 0 for a workload without one. */
function workingSetBytesOf(workload: WorkloadSpec): number {
  if ('workingSetBytes' in workload) return workload.workingSetBytes;
  const values = 'workingSet' in workload ? workload.workingSet.values : [];
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** Guests at the start, each host for itself. The first guest that no longer fits is named. */
function checkMemory(draft: Draft): Finding[] {
  const need = new Needs(draft);
  for (const [name, { host, memoryBytes }] of Object.entries(draft.file.guests)) {
    need.add(host, memoryBytes, ['guests', name, 'memory']);
  }
  return need.findings();
}

/**
 * All that stay and all that arrive must fit together: no guest moves twice. Whether one that
 * arrives finds room by then depends on when others leave, which a run knows.
 */
function checkArrivals(draft: Draft): Finding[] {
  const { guests, migrations } = draft.file;
  const leaving = new Set(migrations.map(({ guest }) => guest));
  const need = new Needs(draft);
  for (const [name, { host, memoryBytes }] of Object.entries(guests)) {
    // Where these do not fit, `checkMemory` has said so.
    if (!leaving.has(name)) need.add(host, memoryBytes);
  }
  for (const [index, { guest, to }] of migrations.entries()) {
    const bytes = own(guests, guest)?.memoryBytes ?? 0;
    need.add(to, bytes, ['migrations', index, 'to'], guest);
  }
  return need.findings();
}

/** What guests need of each host together. */
class Needs {
  readonly #draft: Draft;
  readonly #hosts = new Map<
    string,
    { bytes: number; most: number; at?: Omit<Finding, 'message'> }
  >();

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  /** @param path where it is said if the guest does not fit. @param guest that arrives. */
  add(host: string, bytes: number, path?: Path, guest?: string): void {
    const most = this.#hosts.get(host)?.most ?? this.#roomOf(host);
    const need = this.#hosts.get(host) ?? { bytes: 0, most };
    this.#hosts.set(host, need);
    need.bytes += bytes;
    if (need.bytes <= most || path === undefined || need.at !== undefined) return;
    const also: Path[] = [
      ['hosts', host, 'memory'],
      ['hosts', host, 'dom0', 'memory'],
      ['parameters', 'hostMemory'],
    ];
    if (guest !== undefined) also.push(['guests', guest, 'memory']);
    need.at = { path, also, hint: 'less memory for a guest, or `memory` for the host' };
  }

  /** One for each host that is too small: what all together need. */
  findings(): Finding[] {
    return [...this.#hosts].flatMap(([host, { bytes, most, at }]) => {
      if (at === undefined) return [];
      const dom0 = dom0BytesOf(own(this.#draft.file.hosts, host));
      const rest = dom0 === 0 ? '' : ` beside the ${size(dom0)} of Dom0`;
      const has = most > 0 ? size(most) : 'nothing';
      const message = `the guests of ${quote(host)} need ${size(bytes)}, it has ${has}${rest}`;
      return [{ ...at, message }];
    });
  }

  #roomOf(host: string): number {
    const spec = own(this.#draft.file.hosts, host);
    const usual = parameterOf(this.#draft, 'hostMemory');
    return hostBytesOf(spec, usual ?? Infinity) - dom0BytesOf(spec);
  }
}

function size(bytes: number): string {
  return formatForUnit(bytes, 'bytes');
}
