/** What a drawn scenario has of each kind, for counts of what was drawn. */
import { asList, asMap } from '../../../text/tree.ts';
import type { Fields, Tree } from './tree.ts';

/** Each once, such as `fault link-down` or `policy qemu`. */
export function kindsIn(tree: Tree): readonly string[] {
  const { machine, fidelity, scheduler, hosts, guests, migrations, faults = [] } = tree;
  const schedulers = [scheduler, ...Object.values(hosts).map((host) => host.scheduler)];
  const workloads = Object.values(guests).flatMap(({ workload }) => workloadsIn(workload));
  const found = [
    `machine ${machine}`,
    `fidelity ${fidelity ?? 'page-exact'}`,
    ...schedulers.filter((each) => each !== undefined).map(schedulerOf),
    ...workloads.map((kind) => `workload ${kind}`),
    ...migrations.flatMap(kindsOfMove),
    ...Object.values(guests).flatMap(({ vcpus, disks, type }) => [
      ...(vcpus === undefined ? [] : ['guest of several virtual CPUs']),
      ...(disks === undefined ? [] : ['guest with disks']),
      ...(type === undefined ? [] : [`type ${type}`]),
    ]),
    ...faults.flatMap((fault) => [`fault ${fault.kind}`, ...whenOf(fault)]),
    ...(tree.changes === undefined ? [] : ['timed changes']),
    ...(tree.links === undefined ? [] : ['links']),
    ...(tree.switches === undefined ? [] : ['switches']),
  ];
  return [...new Set(found)];
}

function schedulerOf(scheduler: unknown): string {
  const { algorithm, form } = asMap(scheduler);
  return `scheduler ${algorithm === undefined ? scheduler : `${algorithm} ${form}`}`;
}

function workloadsIn(workload: unknown): string[] {
  const { kind, phases } = asMap(workload);
  return [String(kind), ...asList(phases).flatMap((phase) => workloadsIn(asMap(phase).workload))];
}

function kindsOfMove({ mechanism = 'pre-copy', policy, retry, mirror, channel }: Fields): string[] {
  return [
    `mechanism ${mechanism}`,
    `policy ${asMap(policy).name}`,
    ...(retry === undefined ? [] : ['retries']),
    ...(mirror === undefined ? [] : ['mirrors']),
    ...(channel === undefined ? [] : [`channel ${channel}`]),
  ];
}

const WHEN = ['at', 'during', 'round', 'share', 'meanTime'];

function whenOf(fault: Fields): string[] {
  return WHEN.filter((key) => key in fault).map((key) => `fault by ${key}`);
}
