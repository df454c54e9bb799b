/**
 * A row of a campaign on QEMU 7.2 as its columns say it (scenarios/measured/qemu72/README.md), and
 * what it sets over the campaigns' scenario.
 */
import { RELEASES, type Release } from '../../../models/policy/fields.ts';
import { PAGES_PER_MIB } from '../../engine/kernel/unit.ts';
import type { SetOption } from '../../scenario/load.ts';
import type { Cells } from '../../text/cells.ts';
import { list, quote } from '../../text/suggest.ts';

/** What was set; null for an empty cell. */
export interface Qemu72Row {
  /** Whose rules hold. */
  readonly release: Release;
  readonly memoryMib: number;
  readonly bandwidthMib: number;
  readonly limitMs: number;
  readonly zeroPercent: number;
  readonly zeroLayout: 'scattered' | 'top';
  /** Pages that it really has, of an idle guest: each is sent once. Null: not known. */
  readonly zeroPages: number | null;
  /** 0 for a guest that halts for good. */
  readonly writtenPagesPerSecond: number;
  readonly workingSetMib: number;
  readonly workingSetAt: 'low' | 'high';
  readonly pattern: 'sequential' | 'uniform';
  readonly linkMib: number | null;
  readonly autoConverge: { readonly initial: number; readonly increment: number } | null;
  readonly postCopy: { readonly afterSeconds: number; readonly bandwidthMib: number } | null;
  readonly channels: number | null;
  readonly xbzrleCacheMib: number | null;
  readonly cancelSeconds: number;
}

/** Columns that say what was set. */
export const SET_COLUMNS = [
  'mem_mib',
  'bw_mib_s',
  'limit_ms',
  'zero_pct',
  'zero_layout',
  'rate_pps',
  'ws_mib',
  'ws_at',
  'pattern',
  'link_mib_s',
  'auto_converge',
  'ac_initial',
  'ac_increment',
  'postcopy_after_s',
  'postcopy_bw_mib_s',
  'multifd',
  'xbzrle',
  'xbzrle_cache_mib',
  'cancel_s',
] as const;

/** Where `cancel_s` is empty. */
export const CANCEL_SECONDS = 60;

/** @throws Problem for a word that is not known or a cell that is not a number. */
export function readQemu72Row(cells: Cells): Qemu72Row {
  const initial = cells.number('ac_initial');
  const afterSeconds = cells.number('postcopy_after_s');
  const writtenPagesPerSecond = cells.required('rate_pps');
  return {
    release: releaseOf(cells),
    memoryMib: cells.required('mem_mib'),
    bandwidthMib: cells.required('bw_mib_s'),
    limitMs: cells.required('limit_ms'),
    zeroPercent: cells.required('zero_pct'),
    zeroLayout: wordIn(cells, 'zero_layout', { scatter: 'scattered', tail: 'top' }),
    zeroPages: writtenPagesPerSecond === 0 ? cells.number('zero_pages') : null,
    writtenPagesPerSecond,
    workingSetMib: cells.required('ws_mib'),
    workingSetAt: wordIn(cells, 'ws_at', { low: 'low', high: 'high' }),
    pattern: wordIn(cells, 'pattern', { sequential: 'sequential', random: 'uniform' }),
    linkMib: cells.number('link_mib_s'),
    autoConverge: initial === null ? null : { initial, increment: cells.required('ac_increment') },
    postCopy:
      afterSeconds === null
        ? null
        : { afterSeconds, bandwidthMib: cells.required('postcopy_bw_mib_s') },
    channels: cells.number('multifd'),
    xbzrleCacheMib: cells.number('xbzrle_cache_mib'),
    cancelSeconds: cells.number('cancel_s') ?? CANCEL_SECONDS,
  };
}

/** The newest whose rules are known and that is not newer than `qemu_version`; 7.2 without it. */
function releaseOf(cells: Cells): Release {
  const text = cells.text('qemu_version');
  if (text === '') return RELEASES[0];
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(text) ?? [];
  if (minor === undefined) {
    throw cells.problem(
      `column \`qemu_version\`: ${quote(text)} is not a version`,
      'such as 9.2.1',
    );
  }
  const order = (release: string): number => {
    const [whole = 0, part = 0] = release.split('.').map(Number);
    return 1000 * whole + part;
  };
  const is = order(`${major}.${minor}`);
  return RELEASES.findLast((release) => order(release) <= is) ?? RELEASES[0];
}

function wordIn<Meaning extends string>(
  cells: Cells,
  column: string,
  words: Readonly<Record<string, Meaning>>,
): Meaning {
  const text = cells.text(column);
  const found = Object.hasOwn(words, text) ? words[text] : undefined;
  if (found !== undefined) return found;
  const message = `column ${quote(column)}: ${quote(text)} is not known`;
  throw cells.problem(message, `known: ${list(Object.keys(words))}`);
}

/** RAM of firmware and tables beside the memory, as the scenario has it. */
export const FIRMWARE_PAGES = 82;
/** The first MiB is zero but for a few pages: the guest fills its memory from there on. */
const UNFILLED = { pages: PAGES_PER_MIB, zeroPages: 250 } as const;
/** Where the working set begins, or how far below the top it ends. */
const LOW_MIB = 4;
const HIGH_MIB = 1;

/** The scenario names the sending host `source`, the guest `vm`; a relay is a link of its own. */
export function qemu72Settings(row: Qemu72Row): SetOption[] {
  const settings: SetOption[] = [
    { path: 'vm.memory', value: `${row.memoryMib} MiB` },
    { path: 'vm.zeroPages', value: zeroPages(row) },
    { path: 'vm.workload', value: workload(row) },
    { path: 'migrations.0.policy', value: policy(row) },
  ];
  // A guest that halts has no counters of its writes either.
  if (row.writtenPagesPerSecond === 0)
    settings.push({ path: 'parameters.guestHotRate', value: '0 pages/s' });
  if (row.linkMib !== null) {
    const rate = `${row.linkMib} MiB/s`;
    settings.push({
      path: 'links',
      value: `[{name: relay, between: [source, destination], rate: ${rate}}]`,
    });
  }
  return settings;
}

/**
 * The chance of a page is that of the pages that the guest fills, and its working set it writes.
 * How many came of it is known of an idle guest. With a chance of 0 they are the first MiB.
 */
function zeroPages(row: Qemu72Row): string {
  const { memoryMib, workingSetMib, zeroPercent } = row;
  const pages = memoryMib * PAGES_PER_MIB;
  const filled = pages - UNFILLED.pages - workingSetMib * PAGES_PER_MIB;
  const chance = UNFILLED.zeroPages + (filled * zeroPercent) / 100;
  const zeros = row.zeroPages === null ? chance : row.zeroPages - FIRMWARE_PAGES;
  const layout = zeroPercent === 0 ? 'bottom' : row.zeroLayout;
  return `{share: ${((100 * zeros) / pages).toFixed(4)} %, layout: ${layout}}`;
}

function workload(row: Qemu72Row): string {
  const { writtenPagesPerSecond: rate, workingSetMib, workingSetAt, memoryMib, pattern } = row;
  if (rate === 0) return '{kind: idle}';
  const at = workingSetAt === 'low' ? LOW_MIB : memoryMib - HIGH_MIB - workingSetMib;
  const where = `workingSet: ${workingSetMib} MiB, workingSetAt: ${at} MiB, pattern: ${pattern}`;
  return `{kind: write, ${where}, rate: ${rate} pages/s, pacing: timer, tick: 1 ms}`;
}

function policy(row: Qemu72Row): string {
  const { autoConverge, postCopy } = row;
  const fields = [
    'name: qemu',
    `release: ${row.release}`,
    `maxBandwidth: ${row.bandwidthMib} MiB/s`,
    `downtimeLimit: ${row.limitMs} ms`,
    `maxTime: ${row.cancelSeconds} s`,
    ...(autoConverge === null
      ? []
      : [
          'autoConverge: true',
          `throttleInitial: ${autoConverge.initial} %`,
          `throttleIncrement: ${autoConverge.increment} %`,
        ]),
    ...(row.channels === null ? [] : [`multifd: {channels: ${row.channels}}`]),
    ...(row.xbzrleCacheMib === null ? [] : [`xbzrle: {cache: ${row.xbzrleCacheMib} MiB}`]),
    ...(postCopy === null ? [] : [`postCopy: ${follows(postCopy)}`]),
  ];
  return `{${fields.join(', ')}}`;
}

/** A bandwidth of 0 is none. */
function follows({ afterSeconds, bandwidthMib }: NonNullable<Qemu72Row['postCopy']>): string {
  const limit = bandwidthMib === 0 ? '' : `, maxBandwidth: ${bandwidthMib} MiB/s`;
  return `{after: ${afterSeconds} s${limit}}`;
}

/** The row in words, without its repetition. */
export function qemu72Label(row: Qemu72Row): string {
  const { autoConverge, postCopy, channels, xbzrleCacheMib, linkMib } = row;
  const zeros = row.zeroPercent === 0 ? '' : `, ${row.zeroPercent} % zero ${row.zeroLayout}`;
  return [
    `${row.memoryMib} MiB${zeros}`,
    guestLabel(row),
    `${row.bandwidthMib} MiB/s, ${row.limitMs} ms`,
    ...(linkMib === null ? [] : [`relay ${linkMib} MiB/s`]),
    ...(autoConverge === null
      ? []
      : [`throttle ${autoConverge.initial} + ${autoConverge.increment} %`]),
    ...(postCopy === null
      ? []
      : [`post-copy after ${postCopy.afterSeconds} s at ${postCopy.bandwidthMib} MiB/s`]),
    ...(channels === null ? [] : [`${channels} channels`]),
    ...(xbzrleCacheMib === null ? [] : [`xbzrle ${xbzrleCacheMib} MiB`]),
  ].join(', ');
}

function guestLabel(row: Qemu72Row): string {
  if (row.writtenPagesPerSecond === 0) return 'idle';
  const order = row.pattern === 'uniform' ? ' at random' : '';
  const where = row.workingSetAt === 'high' ? ' at the top' : '';
  return `write ${row.writtenPagesPerSecond}/s in ${row.workingSetMib} MiB${where}${order}`;
}

/** Pages of all RAM, firmware and tables included. */
export const allPages = ({ memoryMib }: Qemu72Row): number =>
  memoryMib * PAGES_PER_MIB + FIRMWARE_PAGES;
