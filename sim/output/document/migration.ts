/** One migration: rounds, totals, CPU of both Dom0s, stages. */

import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { MigrationResult } from '../../run/result/result.ts';
import { megabitsPerSecond } from '../../run/result/transfer-rate.ts';
import {
  type Block,
  type FactsBlock,
  numeric,
  type PlotBlock,
  type Section,
  type TableBlock,
  worded,
} from './document.ts';
import { plotText } from './plot-text.ts';

/** Why a migration stopped sending rounds, in words. */
export const STOP_REASONS: Readonly<Record<MigrationResult['stopReason'], string>> = {
  'few-pages': 'fewer pages were left than the policy asks for',
  'max-rounds': 'the greatest number of rounds was reached',
  'max-factor': 'more was sent than the policy allows',
  'max-rate': 'pages are dirtied faster than the greatest rate can follow',
  'downtime-target': 'what was left could be sent in the downtime aimed at',
  'not-converging': 'the guest dirties pages as fast as they are sent, without end',
  'not-live': 'the guest was suspended from the start',
  'post-copy': 'the guest moves first, its pages follow',
};

/** Everything that its result says of a migration. */
export function migrationSection(migration: MigrationResult): Section {
  const { guest, source, destination, mechanism, policy, stopReason, abandoned } = migration;
  // Other mechanisms have no rounds to decide about.
  const means = mechanism === 'pre-copy' ? `${mechanism}, ${policy}` : mechanism;
  const end = abandoned === true ? `abandoned, ${guest} runs on at ${source}` : 'stopped';
  return {
    title: `${guest}: ${source} -> ${destination}, ${means}`,
    isTitled: true,
    blocks: [
      ...roundBlocks(migration),
      totals(migration),
      cpuPlot(migration),
      cpuTable(migration),
      { kind: 'text', text: `${end}: ${stopReason} (${STOP_REASONS[stopReason]})` },
      ...partBlocks(migration),
    ],
  };
}

function totals(migration: MigrationResult): FactsBlock {
  const { totalSeconds, downtimeSeconds, pagesSent, zeroPages, bytesSent } = migration;
  const { memoryBytes, postCopy } = migration;
  const factor = ((pagesSent * PAGE_BYTES) / memoryBytes).toFixed(2);
  const stalled = `${postCopy?.stalledSeconds.toFixed(3)} s while it missed them`;
  return {
    kind: 'facts',
    facts: [
      { name: 'total time', value: `${totalSeconds.toFixed(3)} s` },
      { name: 'downtime', value: `${downtimeSeconds.toFixed(3)} s` },
      { name: 'pages sent', value: `${pagesSent} (${factor} x memory)` },
      ...(zeroPages > 0 ? [{ name: 'zero pages', value: String(zeroPages) }] : []),
      { name: 'bytes sent', value: String(bytesSent) },
      ...(postCopy === undefined
        ? []
        : [
            { name: 'pages pulled', value: String(postCopy.pulledPages) },
            { name: 'guest stalled', value: stalled },
          ]),
    ],
  };
}

function roundBlocks({ rounds }: MigrationResult): Block[] {
  const x = rounds.map(({ round, live }) => (live ? String(round) : `${round} (stopped)`));
  const bar = (name: string, colour: string, of: (at: number) => number | null) => ({
    type: 'bar',
    name,
    x,
    y: rounds.map((_, at) => of(at)),
    marker: { color: colour },
  });
  const endsEarly = rounds.some(({ left }) => left !== undefined);
  const plot: PlotBlock = {
    kind: 'plot',
    caption:
      'Pages of each round: sent, skipped because they were written again meanwhile, and found ' +
      'dirty by the CLEAN after it, which are due in the next round. The scale is logarithmic.',
    traces: [
      bar('sent', '@blue', (at) => rounds[at]?.sent ?? 0),
      ...(endsEarly ? [] : [bar('skipped', '@orange', (at) => rounds[at]?.skipped ?? 0)]),
      ...(endsEarly ? [bar('left', '@orange', (at) => rounds[at]?.left ?? 0)] : []),
      bar('dirtied', '@green', (at) => rounds[at]?.dirtied ?? null),
    ],
    layout: {
      barmode: 'group',
      xaxis: { title: { text: 'round' }, type: 'category' },
      yaxis: { title: { text: 'pages' }, type: 'log', dtick: 1 },
    },
    heightPixels: 360,
    views: [
      { label: 'logarithmic', change: { 'yaxis.type': 'log', 'yaxis.autorange': true } },
      { label: 'linear', change: { 'yaxis.type': 'linear', 'yaxis.autorange': true } },
    ],
  };
  return [plot, roundTable(rounds, endsEarly)];
}

function roundTable(rounds: MigrationResult['rounds'], endsEarly: boolean): TableBlock {
  const hasZeros = rounds.some(({ zeroPages }) => zeroPages > 0);
  return {
    kind: 'table',
    columns: numeric(
      'round',
      'sent',
      ...(hasZeros ? ['zero'] : []),
      ...(endsEarly ? ['left', 'throttle'] : ['skipped']),
      ...['dirtied', 'seconds', 'Mbit/s', 'Dom0 source', 'Dom0 destination'],
    ),
    rows: rounds.map((each) => {
      const { round, live, sent, zeroPages, skipped, dirtied, bytes, seconds } = each;
      const { left = 0, throttlePercent = 0 } = each;
      return [
        live ? String(round) : `${round} (stopped)`,
        String(sent),
        ...(hasZeros ? [String(zeroPages)] : []),
        ...(endsEarly ? [String(left), `${throttlePercent} %`] : [String(skipped)]),
        dirtied === null ? '' : String(dirtied),
        seconds.toFixed(3),
        (megabitsPerSecond(bytes, seconds) ?? 0).toFixed(0),
        share(each.sourceDom0CpuSeconds, seconds),
        share(each.destinationDom0CpuSeconds, seconds),
      ];
    }),
  };
}

function share(part: number, whole: number, decimals = 0): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(decimals)} %` : '';
}

function partBlocks(migration: MigrationResult): Block[] {
  const { parts, totalSeconds, downtimeSeconds } = migration;
  const down = parts.filter(({ inDowntime }) => inDowntime);
  return [
    partPlot(parts, 'Total time, part by part: parts in which the guest stands still are in red.'),
    ...(down.length === 0
      ? []
      : [partPlot(down, 'Downtime, part by part: the same parts on a scale of their own.')]),
    {
      kind: 'table',
      columns: [
        ...worded('part', 'host'),
        ...numeric('seconds'),
        ...numeric('of total time', 'of downtime').map((column) => ({ ...column, onPage: true })),
        ...worded('guest'),
      ],
      rows: parts.map(({ name, host, seconds, inDowntime }) => [
        name,
        host,
        seconds.toFixed(4),
        share(seconds, totalSeconds, 1),
        inDowntime ? share(seconds, downtimeSeconds, 1) : '',
        inDowntime ? 'down' : 'runs',
      ]),
    },
  ];
}

function partPlot(parts: MigrationResult['parts'], caption: string): PlotBlock {
  const bars = (inDowntime: boolean) => {
    const own = parts.filter((part) => part.inDowntime === inDowntime);
    return {
      type: 'bar',
      orientation: 'h',
      name: inDowntime ? 'guest down' : 'guest runs',
      x: own.map(({ seconds }) => seconds),
      y: own.map(({ name }) => plotText(name)),
      text: own.map(({ seconds }) => `${seconds.toFixed(seconds < 1 ? 4 : 2)} s`),
      textposition: 'outside',
      cliponaxis: false,
      marker: { color: inDowntime ? '@red' : '@blue' },
      hoverinfo: 'none',
    };
  };
  const longest = parts.reduce((most, { seconds }) => Math.max(most, seconds), 0);
  return {
    kind: 'plot',
    caption,
    traces: [bars(false), bars(true)].filter(({ x }) => x.length > 0),
    layout: {
      barmode: 'overlay',
      // Room for the numbers at the ends of the bars.
      xaxis: { title: { text: 'seconds' }, range: [0, 1.14 * longest] },
      yaxis: {
        categoryorder: 'array',
        categoryarray: parts.map(({ name }) => plotText(name)).reverse(),
        type: 'category',
        ticksuffix: '  ',
        showgrid: false,
      },
    },
    heightPixels: 110 + 26 * parts.length,
  };
}

const ACCOUNTS = [
  ['Migration', 'migration', '@blue'],
  ['Backend', 'back ends of guests', '@orange'],
  ['Toolstack', 'toolstack', '@green'],
  ['Rest', 'rest', '@gray'],
] as const;

function cpuPlot(migration: MigrationResult): PlotBlock {
  const sides = ['destination', 'source'] as const;
  const y = sides.map((side) => {
    const host = migration[side];
    return host === side ? side : `${side}: ${plotText(host, 16)}`;
  });
  return {
    kind: 'plot',
    caption: 'CPU that each Dom0 used from the start to the end of the migration, by what took it.',
    traces: ACCOUNTS.map(([key, name, colour]) => ({
      type: 'bar',
      orientation: 'h',
      name,
      y,
      x: sides.map((side) => migration[`${side}${key}CpuSeconds`]),
      marker: { color: colour },
      hoverinfo: 'x+name',
    })),
    layout: {
      barmode: 'stack',
      xaxis: { title: { text: 'seconds of CPU' } },
      yaxis: { ticksuffix: '  ', type: 'category', showgrid: false },
    },
    heightPixels: 230,
  };
}

function cpuTable(migration: MigrationResult): TableBlock {
  const titles = ['migration', 'back ends', 'toolstack', 'rest', 'all', 'of one CPU'];
  return {
    kind: 'table',
    columns: [{ name: 'CPU of Dom0,', unit: 's' }, ...numeric(...titles)],
    rows: (['source', 'destination'] as const).map((side) => {
      const all = migration[`${side}Dom0CpuSeconds`];
      const parts = ACCOUNTS.map(([key]) => migration[`${side}${key}CpuSeconds`]);
      const cells = [...parts, all].map((seconds) => seconds.toFixed(3));
      return [side, ...cells, share(all, migration.totalSeconds)];
    }),
  };
}
