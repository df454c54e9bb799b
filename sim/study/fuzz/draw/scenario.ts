/**
 * A whole scenario from a seed and a number: hosts and their schedulers, links, guests, migrations,
 * timed changes. Each is a scenario file as a user could have written it, and small: it takes a few
 * milliseconds to run.
 */
import { SETTINGS } from '../../../scenario/settings.ts';
import { present } from '../../../text/fields.ts';
import { Draws } from './draws.ts';
import { withFaults } from './faults.ts';
import { drawDisks, drawGuest } from './guests.ts';
import { drawMove, SYSTEMS, type System } from './moves.ts';
import type { Fields, Tree } from './tree.ts';

/** @param number from 0: which one of those of the seed. */
export function drawScenario(seed: string, number: number): Tree {
  const draw = new Draws(`fuzz/${seed}/${number}`);
  const system = draw.of(...SYSTEMS);
  const hosts = drawHosts(draw, system);
  const names = Object.keys(hosts);
  // The first round of others walks 4 GiB of frames.
  const isPv = system.types === undefined || draw.chance(0.992);
  const types = system.types === undefined ? [] : isPv ? ['pv'] : system.types;
  const machine = draw.of(...system.machines);
  const [, ...destinations] = names;
  const cpus = Math.min(...Object.values(hosts).map((host) => Number(host.cpus ?? system.cpus)));
  const balloons = machine === 'xcp-ng-8.3';
  const guests: Record<string, Fields> = {};
  const migrations: Fields[] = [];
  for (let index = draw.of(1, 1, 1, 1, 1, 1, 1, 2, 2, 3); index > 0; index -= 1) {
    const guest = `vm${index}`;
    const from = draw.chance(0.85) ? ['a'] : names;
    const drawn = drawGuest(draw, { hosts: from, cpus, types, balloons });
    guests[guest] = drawn;
    // Others stay where they are.
    if (migrations.length > 0 && draw.chance(0.25)) continue;
    const to = (drawn.host === 'a' ? destinations : names).filter((name) => name !== drawn.host);
    migrations.push(drawMove(draw, { system, guest, hosts: to, movesPv: isPv }));
  }
  const network = drawNetwork(draw, names);
  if (!system.isXen) mirrorSome(draw, guests, migrations);
  const tuning = drawTuning(draw);
  const isCredit2 = JSON.stringify([machine, tuning, hosts]).match(/credit2|xl-4/u) !== null;
  const tree = {
    title: `scenario ${number} of seed ${seed}`,
    machine,
    seed: `${number}`,
    ...(isCredit2 ? limited(tuning) : tuning),
    hosts,
    ...network,
    guests: isCredit2 && draw.chance(0.9) ? ofOneCpu(guests) : guests,
    migrations,
    ...drawAtOnce(draw, migrations.length),
  };
  const changes = draw.maybe(0.3, () => drawChanges(draw, tree, cpus));
  const calm = present({ ...tree, changes });
  return draw.chance(0.5) ? withFaults(draw, calm) : calm;
}

/** Some guests have local disks, which come along. */
function mirrorSome(draw: Draws, guests: Record<string, Fields>, migrations: Fields[]): void {
  for (const [index, move] of migrations.entries()) {
    if (move.transport !== undefined || move.mechanism !== undefined) continue;
    const mirrored = draw.maybe(0.12, () => drawDisks(draw));
    if (mirrored === undefined) continue;
    const name = String(move.guest);
    guests[name] = { ...guests[name], disks: mirrored.disks };
    migrations[index] = { ...move, mirror: mirrored.mirror };
  }
}

/** Releases of Xen that have credit2 limit how often it preempts; machines before do not. */
function limited(tuning: Fields): Fields {
  const parameters = { schedulerRateLimit: '1 ms', ...(tuning.parameters as Fields) };
  return { ...tuning, parameters };
}

/** Several that sleep now and then on one CPU of credit2 take an event each few us: minutes. */
function ofOneCpu(guests: Readonly<Record<string, Fields>>): Readonly<Record<string, Fields>> {
  const entries = Object.entries(guests).map(([name, { vcpus: _, cap, ...guest }]) => {
    return [name, cap === undefined || vcpusOf(cap) > 1 ? guest : { ...guest, cap }] as const;
  });
  return Object.fromEntries(entries);
}

const vcpusOf = (cap: unknown): number => Number.parseFloat(String(cap)) / 100;

/** Fidelity, scheduler and how it charges, parameters. */
function drawTuning(draw: Draws): Fields {
  const scheduler = draw.maybe(0.75, () =>
    draw.of<unknown>('on-off', 'on-off', 'fluid', 'fluid', 'credit2', 'credit', {
      algorithm: 'credit2',
      form: 'fluid',
    }),
  );
  const parameters = {
    // Dom0's own work is many events.
    ...(draw.chance(0.9) ? { dom0Background: '0 %' } : {}),
    ...draw.maybe(0.01, () => ({ dom0Background: '30 %' })),
    ...draw.maybe(0.12, () =>
      draw.of<Fields>(
        { linkRate: '100 Mbit/s' },
        { linkLatency: '5 ms' },
        { backendsApart: 1 },
        { guestZeroPages: '60 %' },
      ),
    ),
  };
  return present({
    fidelity: draw.maybe(0.06, () => 'expected'),
    scheduler,
    debit: draw.maybe(0.25, () => draw.of('sampled', 'exact')),
    parameters,
    storage: draw.maybe(0.08, () => ({ rate: draw.of('200 Mbit/s', '10 Gbit/s') })),
  });
}

function drawHosts(draw: Draws, system: System): Readonly<Record<string, Fields>> {
  const names = draw.of(['a', 'b'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']);
  return Object.fromEntries(names.map((name) => [name, drawHost(draw, system)]));
}

function drawHost(draw: Draws, system: System): Fields {
  // What machines of today have would take time and show nothing more.
  const cpus = draw.maybe(system.cpus > 12 ? 1 : 0.4, () => draw.of(1, 2, 3, 8));
  const most = 100 * Math.min(cpus ?? system.cpus, 8);
  const dom0 = draw.maybe(0.4, () =>
    present({
      cap: draw.maybe(0.5, () => `${draw.of(10, 25, 40, 60, 90, most)} %`),
      weight: draw.maybe(0.2, () => draw.of<unknown>(64, 512, 'automatic')),
      vcpus: draw.maybe(0.4, () => draw.of(1, 2, 8)),
      migrationShare: draw.maybe(0.15, () => `${draw.of(20, 100)} %`),
    }),
  );
  return present({ cpus, scheduler: draw.maybe(0.1, () => draw.of('credit', 'credit2')), dom0 });
}

/** Links between some pairs, or switches. */
function drawNetwork(draw: Draws, hosts: readonly string[]): Fields {
  const rate = () => draw.of('20 Mbit/s', '100 Mbit/s', '1 Gbit/s', '40 Gbit/s');
  const latency = () => draw.maybe(0.4, () => draw.of('0 ns', '200 us', '20 ms'));
  const kind = draw.of('plain', 'plain', 'links', 'switches');
  if (kind === 'plain') return {};
  if (kind === 'switches') {
    const [left, right] = [hosts.slice(0, 1), hosts.slice(1)];
    const uplink = () => present({ uplink: 'core', rate: rate(), latency: latency() });
    return {
      switches: {
        left: { hosts: left, ...uplink() },
        right: { hosts: right, ...uplink() },
        core: {},
      },
    };
  }
  const pairs = hosts.flatMap((one, at) => hosts.slice(at + 1).map((other) => [one, other]));
  const links = pairs.map((between) => {
    const name = `lan-${between.join('')}`;
    return present({ name, between, rate: draw.maybe(0.8, rate), latency: latency() });
  });
  return { links };
}

function drawAtOnce(draw: Draws, migrations: number): Fields {
  if (migrations < 2) return {};
  return present({
    atOnce: draw.maybe(0.2, () => draw.of(1, 2)),
    outgoingAtOnce: draw.maybe(0.1, () => 1),
    clusterAtOnce: draw.maybe(0.1, () => 1),
  });
}

/** One to three instants at which settings change, or are set to what they were. */
function drawChanges(draw: Draws, tree: Fields, cpus: number): Tree['changes'] {
  const possible = settingsOf(tree as Tree, cpus);
  return Array.from({ length: draw.whole(1, 3) }, () => {
    const at = draw.of('0 s', '0.05 s', '0.4 s', '0.9 s', '1.5 s', '4 s');
    const [path, ...values] = draw.of(...possible);
    return { at, set: { [path]: draw.of(...values) } };
  });
}

type Setting = readonly [path: string, ...values: unknown[]];

function settingsOf({ hosts, links, switches, guests, migrations }: Tree, cpus: number): Setting[] {
  const ofHosts = Object.keys(hosts).flatMap((host): Setting[] => [
    [`hosts.${host}.dom0.cap`, 'none', '20 %', `${100 * Math.min(cpus, 8)} %`],
    [`hosts.${host}.dom0.weight`, 64, 256, 1024],
  ]);
  const ofGuests = Object.entries(guests).flatMap(([guest, { workload }]): Setting[] => {
    const writes: Setting[] = [
      [`guests.${guest}.workload.rate`, '0 pages/s', '700 pages/s', '50000 pages/s'],
      [`guests.${guest}.workload.workingSet`, '4 KiB', '2 MiB'],
    ];
    const isWriter = (workload as Fields).kind === 'write';
    return [[`guests.${guest}.cap`, 'none', '30 %'], ...(isWriter ? writes : [])];
  });
  const rates = ['10 Mbit/s', '150 Mbit/s', '10 Gbit/s'];
  const ofLinks = ((links ?? []) as readonly Fields[]).map((_, at): Setting => {
    return [`links.${at}.rate`, ...rates];
  });
  const ofSwitches: Setting[] = switches === undefined ? [] : [['switches.left.rate', ...rates]];
  const ofPolicies = migrations.flatMap(({ policy }, at): Setting[] => {
    if ((policy as Fields).name !== 'qemu') return [];
    const start = `migrations.${at}.policy`;
    return [
      [`${start}.downtimeLimit`, '2 ms', '1 s'],
      [`${start}.maxBandwidth`, ...rates],
    ];
  });
  const all = [...ofHosts, ...ofGuests, ...ofLinks, ...ofSwitches, ...ofPolicies];
  return [...all, [SETTINGS['interface-rate'].path, ...rates]];
}
