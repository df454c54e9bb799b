/** Timed changes: which settings may change while the simulation runs, and their values. */

import { PAGE_BYTES } from '../engine/kernel/unit.ts';
import { RATE_LIMITS } from '../engine/mechanism/parameters.ts';
import { formatForUnit, type Reading, readCap, readQuantity } from '../text/quantity.ts';
import { quote } from '../text/suggest.ts';
import { asList, asMap, type Finding, getIn, type Path, showPath } from '../text/tree.ts';
import { readPath } from './path.ts';

/** Percent of one CPU; undefined for no cap. */
type Cap = number | undefined;

/** One setting with its new value. */
export type Setting =
  | { readonly kind: 'dom0-cap'; readonly host: string; readonly capPercent: Cap }
  | { readonly kind: 'dom0-weight'; readonly host: string; readonly weight: number }
  | { readonly kind: 'guest-cap'; readonly guest: string; readonly capPercent: Cap }
  | { readonly kind: 'guest-weight'; readonly guest: string; readonly weight: number }
  | { readonly kind: 'guest-rate'; readonly guest: string; readonly pagesPerSecond: number }
  | { readonly kind: 'guest-working-set'; readonly guest: string; readonly bytes: number }
  | { readonly kind: 'link-rate'; readonly link: string; readonly bitsPerSecond: number }
  | { readonly kind: 'interface-rate'; readonly bitsPerSecond: number };

/** A setting and where it stands in the file. */
export interface PlacedSetting {
  readonly setting: Setting;
  /** Path of the value in the file, for mistakes. */
  readonly at: Path;
  /** Path of what it changes. */
  readonly target: Path;
}

/** The changeable settings, as a hint. */
const ALLOWED =
  'a change may set `<host>.dom0.cap`, `<host>.dom0.weight`, `<guest>.cap`, ' +
  '`<guest>.weight`, `<guest>.workload.rate`, `<guest>.workload.workingSet`, `<link>.rate`, ' +
  '`<switch>.rate` or `parameters.linkRate`';

/** A pattern of a full path, how its value is read and what setting it makes. */
function timed<Value>(
  pattern: RegExp,
  read: (written: string | number) => Reading<Value>,
  make: (name: string, value: Value) => Setting,
) {
  const setting = (name: string, written: string | number): Reading<Setting> => {
    const reading = read(written);
    return reading.ok ? { ok: true, value: make(name, reading.value) } : reading;
  };
  return { pattern, setting };
}

const TIMED = [
  timed(/^hosts\.([^.]+)\.dom0\.cap$/u, readCap, (host, capPercent) => ({
    kind: 'dom0-cap',
    host,
    capPercent,
  })),
  timed(/^hosts\.([^.]+)\.dom0\.weight$/u, readWeight, (host, weight) => ({
    kind: 'dom0-weight',
    host,
    weight,
  })),
  timed(/^guests\.([^.]+)\.cap$/u, readCap, (guest, capPercent) => ({
    kind: 'guest-cap',
    guest,
    capPercent,
  })),
  timed(/^guests\.([^.]+)\.weight$/u, readWeight, (guest, weight) => ({
    kind: 'guest-weight',
    guest,
    weight,
  })),
  timed(
    /^guests\.([^.]+)\.workload\.rate$/u,
    (value) => readQuantity(value, 'pages/s'),
    (guest, pagesPerSecond) => ({ kind: 'guest-rate', guest, pagesPerSecond }),
  ),
  timed(/^guests\.([^.]+)\.workload\.workingSet$/u, readPages, (guest, bytes) => ({
    kind: 'guest-working-set',
    guest,
    bytes,
  })),
  timed(/^(parameters)\.linkRate$/u, readLinkRate, (_, bitsPerSecond) => ({
    kind: 'interface-rate',
    bitsPerSecond,
  })),
  timed(/^switches\.([^.]+)\.rate$/u, readLinkRate, (link, bitsPerSecond) => ({
    kind: 'link-rate',
    link,
    bitsPerSecond,
  })),
  timed(/^links\.(\d+)\.rate$/u, readLinkRate, (link, bitsPerSecond) => ({
    kind: 'link-rate',
    link,
    bitsPerSecond,
  })),
];

/**
 * The settings of every entry of `changes` in the raw tree; one list an entry, and all that is
 * wrong.
 */
export function readChanges(raw: unknown): { changes: PlacedSetting[][]; findings: Finding[] } {
  const findings: Finding[] = [];
  const changes = asList(getIn(raw, ['changes'])).map((change, index) => {
    return Object.entries(asMap(asMap(change).set)).flatMap(([text, value]) => {
      if (typeof value !== 'string' && typeof value !== 'number') return []; // the schema tells
      const result = readSetting({ text, value, at: ['changes', index, 'set', text], raw });
      if ('setting' in result) return [result];
      findings.push(result);
      return [];
    });
  });
  return { changes, findings };
}

interface WrittenSetting {
  readonly text: string;
  readonly value: string | number;
  readonly at: Path;
  readonly raw: unknown;
}

function readSetting({ text, value, at, raw }: WrittenSetting): PlacedSetting | Finding {
  const where = readPath(text, raw);
  if (!where.ok) return { path: at, atKey: true, message: where.message, hint: where.hint };
  const full = showPath(where.path);
  const changeable = TIMED.find(({ pattern }) => pattern.test(full));
  const name = changeable?.pattern.exec(full)?.[1];
  if (changeable === undefined || name === undefined) {
    const message = `${quote(text)} cannot change while the simulation runs`;
    return { path: at, atKey: true, message, hint: ALLOWED };
  }
  const linkName = getIn(raw, ['links', Number(name), 'name']);
  const owner = where.path[0] === 'links' ? String(linkName) : name;
  const reading = changeable.setting(owner, value);
  if (!reading.ok)
    return { path: at, message: `${quote(text)}: ${reading.message}`, hint: reading.hint };
  const ofWriter = /\.workload\.(rate|workingSet)$/u.exec(full)?.[1];
  if (ofWriter !== undefined && getIn(raw, [...where.path.slice(0, -1), 'kind']) !== 'write') {
    const what = ofWriter === 'rate' ? 'rate' : 'working set that can change';
    const message = `the workload of ${quote(name)} has no ${what}`;
    const also = [[...where.path.slice(0, -1), 'kind']];
    return { path: at, atKey: true, also, message, hint: 'only `kind: write` has one' };
  }
  return { setting: reading.value, at, target: where.path };
}

function readWeight(value: string | number): Reading {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535) {
    return { ok: true, value };
  }
  const message = `${quote(String(value))} is not a weight`;
  return { ok: false, message, hint: 'a whole number from 1 to 65535' };
}

function readPages(value: string | number): Reading {
  const reading = readQuantity(value, 'bytes');
  if (!reading.ok || (reading.value >= PAGE_BYTES && reading.value % PAGE_BYTES === 0))
    return reading;
  const message = `${quote(String(value))} is not a whole number of pages`;
  return { ok: false, message, hint: 'pages of 4 KiB, at least one' };
}

function readLinkRate(value: string | number): Reading {
  const reading = readQuantity(value, 'bit/s');
  const { least } = RATE_LIMITS;
  if (!reading.ok || reading.value >= least) return reading;
  const hint = `at least ${quote(formatForUnit(least, 'bit/s'))}`;
  return { ok: false, message: `${quote(String(value))} is too slow`, hint };
}
