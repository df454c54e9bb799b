/** The sections of one migration that its result alone gives: rounds, stages, CPU of both Dom0s. */

import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { MigrationResult } from '../../run/result/result.ts';
import { megabitsPerSecond } from '../../run/result/transfer-rate.ts';
import { STOP_REASONS } from '../text/run-report.ts';
import type { Block, FactsBlock, PlotBlock, Section, TableBlock } from './page.ts';
import { plotText, shortName } from './plot-text.ts';

/** @param several whether the page has other migrations, so that a title names this one. */
export function migrationSections(migration: MigrationResult, several: boolean): Section[] {
  const of = several ? ` of ${shortName(migration.guest)}` : '';
  return [
    { title: `The migration${of}`, blocks: [factsOf(migration), endOf(migration)] },
    { title: `Rounds${of}`, blocks: roundBlocks(migration) },
    { title: `Where every second went${of}`, blocks: partBlocks(migration) },
    { title: `CPU of both Dom0s${of}`, blocks: [cpuPlot(migration), cpuTable(migration)] },
  ];
}

function factsOf(migration: MigrationResult): FactsBlock {
  const { totalSeconds, downtimeSeconds, pagesSent, zeroPages, bytesSent } = migration;
  const { memoryBytes, rounds } = migration;
  const stalled = migration.postCopy?.stalledSeconds;
  return {
    kind: 'facts',
    facts: [
      { name: 'total time', value: `${totalSeconds.toFixed(3)} s` },
      { name: 'downtime', value: `${downtimeSeconds.toFixed(3)} s` },
      { name: 'rounds', value: String(rounds.length) },
      { name: 'pages sent', value: String(pagesSent) },
      { name: 'of the memory', value: `${((pagesSent * PAGE_BYTES) / memoryBytes).toFixed(2)} x` },
      ...(zeroPages > 0 ? [{ name: 'zero pages', value: String(zeroPages) }] : []),
      { name: 'sent', value: `${(bytesSent / 1e6).toFixed(1)} MB` },
      ...(stalled === undefined
        ? []
        : [{ name: 'stalled for pages', value: `${stalled.toFixed(3)} s` }]),
    ],
  };
}

function endOf(migration: MigrationResult): Block {
  const { guest, source, destination, mechanism, policy, stopReason, abandoned } = migration;
  const means = mechanism === 'pre-copy' ? `${mechanism} (${policy})` : mechanism;
  const end =
    abandoned === true
      ? `was given up (${STOP_REASONS[stopReason]}) and the guest runs on there`
      : `ended with ${stopReason}: ${STOP_REASONS[stopReason]}`;
  const way = `from ${shortName(source)} to ${shortName(destination)}`;
  const text = `${shortName(guest)} moves ${way} by ${means}; it ${end}.`;
  return { kind: 'text', text };
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
  const middle = endsEarly ? ['left', 'throttle'] : ['skipped'];
  const hasZeros = rounds.some(({ zeroPages }) => zeroPages > 0);
  const zero = hasZeros ? ['zero'] : [];
  const titles = ['round', 'sent', ...zero, ...middle, 'dirtied', 'seconds', 'Mbit/s'];
  return {
    kind: 'table',
    columns: titles.map((title) => ({ title, right: true })),
    rows: rounds.map((each) => {
      const { round, live, sent, zeroPages, bytes, skipped, dirtied, seconds } = each;
      const { left = 0, throttlePercent = 0 } = each;
      return [
        live ? String(round) : `${round} (stopped)`,
        String(sent),
        ...(hasZeros ? [String(zeroPages)] : []),
        ...(endsEarly ? [String(left), `${throttlePercent} %`] : [String(skipped)]),
        dirtied === null ? '' : String(dirtied),
        seconds.toFixed(3),
        megabitsPerSecond(bytes, seconds)?.toFixed(0) ?? '',
      ];
    }),
  };
}

function partBlocks(migration: MigrationResult): Block[] {
  const { parts, totalSeconds, downtimeSeconds } = migration;
  const down = parts.filter(({ inDowntime }) => inDowntime);
  const share = (seconds: number, of: number): string => {
    return of > 0 ? `${((100 * seconds) / of).toFixed(1)} %` : '';
  };
  return [
    partPlot(parts, 'Total time, part by part: parts in which the guest stands still are in red.'),
    ...(down.length === 0
      ? []
      : [partPlot(down, 'Downtime, part by part: the same parts on a scale of their own.')]),
    {
      kind: 'table',
      columns: [
        { title: 'part' },
        { title: 'host' },
        { title: 'seconds', right: true },
        { title: 'of total time', right: true },
        { title: 'of downtime', right: true },
        { title: 'guest' },
      ],
      rows: parts.map(({ name, host, seconds, inDowntime }) => [
        name,
        host,
        seconds.toFixed(4),
        share(seconds, totalSeconds),
        inDowntime ? share(seconds, downtimeSeconds) : '',
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
  const { totalSeconds } = migration;
  const titles = ['seconds of CPU', ...ACCOUNTS.map(([, name]) => name), 'all', 'of one CPU'];
  return {
    kind: 'table',
    columns: titles.map((title, at) => ({ title, right: at > 0 })),
    rows: (['source', 'destination'] as const).map((side) => {
      const all = migration[`${side}Dom0CpuSeconds`];
      const parts = ACCOUNTS.map(([key]) => migration[`${side}${key}CpuSeconds`].toFixed(3));
      const share = totalSeconds > 0 ? `${((100 * all) / totalSeconds).toFixed(0)} %` : '';
      return [side, ...parts, all.toFixed(3), share];
    }),
  };
}
