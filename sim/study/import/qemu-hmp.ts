/**
 * `info migrate` of QEMU's monitor, in its three layouts: up to 2013 with "milliseconds", then with
 * "ms", and since 10.1 in groups ("Status:", "Time (ms):"). Source: migration-hmp-cmds.c.
 */
import { countOf } from './line-numbers.ts';
import type { Format, Parsed } from './measurement.ts';
import { measuredReplies } from './qemu-migrations.ts';
import { fieldsOf, type Reply, replyOf, STATUSES } from './qemu-replies.ts';

export const QEMU_HMP: Format = {
  name: 'qemu-hmp',
  title: "`info migrate` of QEMU's monitor, once or again and again",
  source:
    'ask `info migrate` in the monitor (`virsh qemu-monitor-command GUEST --hmp "info migrate"`)',
  meaning: [
    'figures are as the monitor rounds them: to 1 KiB, or since QEMU 10.1 to three digits',
    'memoryPages are those of all the RAM blocks that QEMU moves, also of devices',
    'precopySeconds are the total time without set-up and downtime',
  ],
  recognise: (text) => countOf(text, EVIDENCE),
  parse: (text, fileName) => parse(text, fileName),
};

function parse(text: string, fileName: string): Parsed {
  const replies: Reply[] = [];
  const remarks: Parsed['remarks'][number][] = [];
  for (const { line, fields, isBeside } of blocks(text)) {
    if (isBeside === true)
      remarks.push({ line, message: 'of several answers beside each other the first is read' });
    const reply = replyOf(line, fields, true);
    if (typeof reply === 'string') remarks.push({ line, message: reply });
    else if (reply !== undefined) replies.push(reply);
  }
  const found = measuredReplies(replies, { fileName, format: QEMU_HMP.name });
  return { ...found, remarks: [...remarks, ...found.remarks].sort((a, b) => a.line - b.line) };
}

type Group = Record<string, unknown>;

interface Block {
  readonly line: number;
  readonly fields: Group;
  /** Whether another answer stands beside it. */
  readonly isBeside?: boolean;
}

/** Beginning of a line, of which there may be several in a string of a log. */
const START = String.raw`(?:^|\\n|": ?")[ \t#]{0,20}`;
const EVIDENCE = new RegExp(
  `${START}(?:(?:Migration status|Status):[ \\t]{1,40}(?:${STATUSES})\\b|` +
    'transferred ram: |RAM info:|total ram: |xbzrle transferred: )',
  'gm',
);

/** An answer begins with its status; where that is cut off, with what it cannot say twice. */
const STATUS = new RegExp(
  String.raw`^[ \t#]{0,20}(?:Migration status|Status):\s{1,40}(${STATUSES})\b(?: \((.{1,200})\))?`,
);
const BESIDE = new RegExp(`:.{0,60} {2,}(?:${STATUSES})\\b.{0,60} {2,}(?:${STATUSES})\\b`);
/** What separates lines, also of an answer in a string of a log. */
const LINE_ENDS = /(?:\r|\\r)?(?:\\n|$)/;

function blocks(text: string): Block[] {
  const found: Block[] = [];
  let head = '';
  const add = (line: string, number: number): void => {
    const [, status, error] = STATUS.exec(line) ?? [];
    if (status !== undefined) {
      const isBeside = BESIDE.test(line);
      found.push({ line: number, fields: { status, 'error-desc': error }, isBeside });
      return;
    }
    const read = figures(line, head);
    head = read.head;
    for (const { group, name, value } of read.figures) {
      let fields = found.at(-1)?.fields;
      let target = group === '' ? fields : fieldsOf(fields?.[group]);
      if (fields === undefined || (target !== undefined && name in target)) {
        fields = {};
        target = undefined;
        found.push({ line: number, fields });
      }
      if (group === '') fields[name] = value;
      else fields[group] = { ...target, [name]: value };
    }
  };
  text.split('\n').forEach((whole, index) => {
    for (const line of whole.split(LINE_ENDS)) add(line, index + 1);
  });
  return found;
}

interface Figure {
  /** '' for the outermost. */
  readonly group: string;
  /** QMP's name. */
  readonly name: string;
  readonly value: number;
}

/** Names of lines, and QMP's, with the group before a slash. */
const LINES: Readonly<Record<string, string>> = {
  'total time': 'total-time',
  downtime: 'downtime',
  'expected downtime': 'expected-downtime',
  setup: 'setup-time',
  'transferred ram': 'ram/transferred',
  throughput: 'ram/mbps',
  'remaining ram': 'ram/remaining',
  'total ram': 'ram/total',
  duplicate: 'ram/duplicate',
  skipped: 'ram/skipped',
  normal: 'ram/normal',
  'normal bytes': 'ram/normal-bytes',
  'dirty sync count': 'ram/dirty-sync-count',
  'page size': 'ram/page-size',
  'multifd bytes': 'ram/multifd-bytes',
  'pages-per-second': 'ram/pages-per-second',
  'dirty pages rate': 'ram/dirty-pages-rate',
  'postcopy request count': 'ram/postcopy-requests',
  'precopy ram': 'ram/precopy-bytes',
  'downtime ram': 'ram/downtime-bytes',
  'postcopy ram': 'ram/postcopy-bytes',
  'transferred disk': 'disk/transferred',
  'remaining disk': 'disk/remaining',
  'total disk': 'disk/total',
  'cache size': 'xbzrle-cache/cache-size',
  'xbzrle transferred': 'xbzrle-cache/bytes',
  'xbzrle pages': 'xbzrle-cache/pages',
  'xbzrle cache miss': 'xbzrle-cache/cache-miss',
  'xbzrle overflow': 'xbzrle-cache/overflow',
  'compressed size': 'compression/compressed-size',
  'cpu throttle percentage': 'cpu-throttle-percentage',
  'vfio device transferred': 'vfio/transferred',
  // In groups, since 10.1.
  total: 'total-time',
  down: 'downtime',
  exp_down: 'expected-downtime',
  'Throughput (Mbps)': 'ram/mbps',
  'Sizes/pagesize': 'ram/page-size',
  'Sizes/total': 'ram/total',
  'Transfers/transferred': 'ram/transferred',
  'Transfers/remain': 'ram/remaining',
  'Channels/precopy': 'ram/precopy-bytes',
  'Channels/multifd': 'ram/multifd-bytes',
  'Channels/postcopy': 'ram/postcopy-bytes',
  'Channels/vfio': 'vfio/transferred',
  'Page Types/normal': 'ram/normal',
  'Page Types/zero': 'ram/duplicate',
  'Page Rates (pps)/transfer': 'ram/pages-per-second',
  'Page Rates (pps)/dirty': 'ram/dirty-pages-rate',
  'Others/dirty_syncs': 'ram/dirty-sync-count',
  'Others/postcopy_req': 'ram/postcopy-requests',
  'XBZRLE/size': 'xbzrle-cache/cache-size',
  'XBZRLE/transferred': 'xbzrle-cache/bytes',
  'XBZRLE/pages': 'xbzrle-cache/pages',
  'XBZRLE/miss': 'xbzrle-cache/cache-miss',
  'XBZRLE/overflow': 'xbzrle-cache/overflow',
  'Others/downtime_bytes': 'ram/downtime-bytes',
  'CPU Throttle (%)': 'cpu-throttle-percentage',
};

const LINE = /^[ \t#]{0,20}([A-Za-z][A-Za-z ()%-]{0,40}):\s{1,40}(\S.{0,200})$/;
/** Of a line that goes on with the pairs of the one before. */
const MORE = /^[ \t]{1,20}([a-z_]{1,30}=\S.{0,200})$/;
const PAIR = /^([a-z_]{1,30})=(.{1,40})$/;
/** Somebody may have set a second answer beside the first. */
const NUMBER = /^(\d{1,20}(?:\.\d{1,6})?) ?([A-Za-z]{0,12})(?: {2,}\S.{0,200})?$/;

/** What the units of sizes stand for; others count themselves. */
const UNITS: Readonly<Record<string, number>> = {
  kbytes: 1024,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

function figures(line: string, before: string): { head: string; figures: Figure[] } {
  const [, head = before, rest = MORE.exec(line)?.[1] ?? ''] = LINE.exec(line) ?? [];
  const found = rest.split(', ').flatMap((piece) => {
    const [, key, text = piece] = PAIR.exec(piece.trim()) ?? [];
    const path = key === undefined ? head : head.startsWith('Time') ? key : `${head}/${key}`;
    return figure(path, text.trim());
  });
  return { head, figures: found };
}

function figure(path: string, text: string): Figure[] {
  const known = Object.hasOwn(LINES, path) ? LINES[path] : undefined;
  const [, digits, unit = ''] = NUMBER.exec(text) ?? [];
  if (known === undefined || digits === undefined) return [];
  const scale = UNITS[unit];
  const value = scale === undefined ? Number(digits) : Math.round(Number(digits) * scale);
  const [group, name] = known.includes('/') ? (known.split('/') as [string, string]) : ['', known];
  return [{ group, name, value }];
}
