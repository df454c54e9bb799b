/**
 * What fails, and the calm after it: most faults end within seconds, and many migrations are tried
 * again, so that every guest comes to rest.
 */
import { PHASES } from '../../../engine/mechanism/failure.ts';
import { present } from '../../../text/fields.ts';
import type { Draws } from './draws.ts';
import type { Fields, Tree } from './tree.ts';

const end = (draw: Draws) => draw.of('source', 'destination');
const recover = (draw: Draws) => draw.maybe(0.3, () => draw.of('0 s', '1 s'));
const way = (draw: Draws) => ({ recover: recover(draw), direction: direction(draw) });
const direction = (draw: Draws) => draw.maybe(0.3, () => draw.of('out', 'in', 'both'));
const nothing = (): Fields => ({});

/** Their own fields by their kinds. */
const KINDS: Readonly<Record<string, (draw: Draws) => Fields>> = {
  'link-down': way,
  'link-flap': (draw) => ({ ...way(draw), down: draw.of('50 ms', '0.6 s'), up: '0.4 s' }),
  'link-slow': (draw) => ({ rate: draw.of('3 Mbit/s', '40 Mbit/s'), direction: direction(draw) }),
  'link-loss': (draw) => ({ loss: draw.of('0.1 %', '3 %', '20 %') }),
  'host-crash': (draw) => ({ side: end(draw) }),
  starve: (draw) => ({ side: end(draw), left: draw.of('0 %', '10 %', '50 %') }),
  kill: (draw) => ({ side: end(draw) }),
  hang: (draw) => ({ side: end(draw) }),
  reset: (draw) => ({ recover: recover(draw) }),
  corrupt: nothing,
  cancel: nothing,
  refuse: nothing,
  'no-memory': nothing,
  tls: nothing,
  devices: nothing,
  storage: nothing,
  'ignores-suspend': nothing,
  'guest-crash': nothing,
  'guest-stop': nothing,
  'guest-reboot': (draw) => ({ boot: draw.of('0 s', '2 s') }),
  balloon: (draw) => ({ memory: draw.of('4 KiB', '2 MiB') }),
};

const NAMES = [
  ...Object.keys(KINDS),
  'link-down',
  'link-down',
  'cancel',
  'reset',
  'hang',
  'devices',
];

function drawWhen(draw: Draws): Fields {
  const how = draw.of('at', 'at', 'during', 'during', 'round', 'share', 'meanTime');
  const values: Readonly<Record<string, () => unknown>> = {
    at: () => draw.of('0 s', '20 ms', '0.3 s', '0.9 s', '1.6 s', '3 s'),
    during: () => draw.of(...PHASES),
    round: () => draw.of(1, 2, 3),
    share: () => `${draw.of(1, 50, 99, 120)} %`,
    meanTime: () => '4 s',
  };
  return { [how]: values[how]?.() };
}

/** @param isLong whether one may last for good, which takes minutes of simulated time. */
function drawFault(draw: Draws, guests: readonly unknown[], isLong: boolean): Fields {
  const kind = draw.of(...NAMES);
  const own = KINDS[kind]?.(draw);
  return present({
    kind,
    ...own,
    ...drawWhen(draw),
    after: draw.maybe(0.2, () => draw.of('1 ms', '0.2 s')),
    // What comes again and again leaves time in between.
    for: isLong && own?.left !== '0 %' ? undefined : draw.of('1 ms', '0.2 s', '0.2 s', '1 s'),
    guest: draw.maybe(0.3, () => draw.of(...guests)),
  });
}

/** Few wait as long as the code of each system does: some minutes of events that are all alike. */
function drawTimeOuts(draw: Draws): Fields {
  if (draw.chance(0.05)) return {};
  const timeOuts = present({
    connection: draw.of('1.3 s', '5 s'),
    connect: draw.of('1 s', '3 s'),
    tool: draw.maybe(0.7, () => draw.of('0.7 s', '4 s')),
    suspend: draw.maybe(0.7, () => draw.of('0.5 s', '2 s')),
    receiver: draw.maybe(0.7, () => '2 s'),
    migration: draw.maybe(0.1, () => draw.of('0.2 s', '4 s')),
  });
  return { timeOuts };
}

/** The tree with faults, unless its migrations leave out what could fail. */
export function withFaults(draw: Draws, tree: Tree): Tree {
  const { migrations, fidelity } = tree;
  const isWhole = migrations.every(({ transport }) => transport === undefined);
  if (!isWhole || fidelity === 'expected') return tree;
  const guests = migrations.map(({ guest }) => guest);
  const isLong = tree.scheduler === 'fluid' && draw.chance(0.1);
  const faults = Array.from({ length: draw.of(1, 1, 2, 3) }, () => {
    return drawFault(draw, guests, isLong);
  });
  const retried = migrations.map((move) => {
    const retry = draw.maybe(0.5, () =>
      present({
        times: draw.of(1, 2, 6),
        after: draw.of('0 s', '0.2 s', '2 s'),
        backOff: draw.maybe(0.3, () => 2),
      }),
    );
    return present({ ...move, retry });
  });
  return { ...tree, faults, migrations: retried, ...drawTimeOuts(draw) };
}
