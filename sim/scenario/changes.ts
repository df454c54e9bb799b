/** Timed changes: which settings may change while the simulation runs, and their values. */

import { PAGE_BYTES } from '../engine/kernel/unit.ts';
import { RATE_LIMITS } from '../engine/mechanism/parameters.ts';
import { formatForUnit, type Reading, readCap, readQuantity } from '../text/quantity.ts';
import { quote } from '../text/suggest.ts';
import { asList, asMap, type Finding, getIn, type Path, showPath } from '../text/tree.ts';
import { readPath } from './path.ts';

/** One setting with its new value. A cap of 0 is no cap. */
export type Setting =
  | { readonly kind: 'dom0-cap'; readonly host: string; readonly capPercent: number }
  | { readonly kind: 'dom0-weight'; readonly host: string; readonly weight: number }
  | { readonly kind: 'guest-cap'; readonly guest: string; readonly capPercent: number }
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

/** Each pattern of a full path, with how its value is read and what setting it makes. */
const TIMED: readonly {
  readonly pattern: RegExp;
  read(value: string | number): Reading;
  make(name: string, value: number): Setting;
}[] = [
  {
    pattern: /^hosts\.([^.]+)\.dom0\.cap$/u,
    read: readCap,
    make: (host, capPercent) => ({ kind: 'dom0-cap', host, capPercent }),
  },
  {
    pattern: /^hosts\.([^.]+)\.dom0\.weight$/u,
    read: readWeight,
    make: (host, weight) => ({ kind: 'dom0-weight', host, weight }),
  },
  {
    pattern: /^guests\.([^.]+)\.cap$/u,
    read: readCap,
    make: (guest, capPercent) => ({ kind: 'guest-cap', guest, capPercent }),
  },
  {
    pattern: /^guests\.([^.]+)\.weight$/u,
    read: readWeight,
    make: (guest, weight) => ({ kind: 'guest-weight', guest, weight }),
  },
  {
    pattern: /^guests\.([^.]+)\.workload\.rate$/u,
    read: (value) => readQuantity(value, 'pages/s'),
    make: (guest, pagesPerSecond) => ({ kind: 'guest-rate', guest, pagesPerSecond }),
  },
  {
    pattern: /^guests\.([^.]+)\.workload\.workingSet$/u,
    read: readPages,
    make: (guest, bytes) => ({ kind: 'guest-working-set', guest, bytes }),
  },
  {
    pattern: /^(parameters)\.linkRate$/u,
    read: readLinkRate,
    make: (_, bitsPerSecond) => ({ kind: 'interface-rate', bitsPerSecond }),
  },
  {
    pattern: /^switches\.([^.]+)\.rate$/u,
    read: readLinkRate,
    make: (link, bitsPerSecond) => ({ kind: 'link-rate', link, bitsPerSecond }),
  },
  {
    pattern: /^links\.(\d+)\.rate$/u,
    read: readLinkRate,
    make: (link, bitsPerSecond) => ({ kind: 'link-rate', link, bitsPerSecond }),
  },
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
  const timed = TIMED.find(({ pattern }) => pattern.test(full));
  const name = timed?.pattern.exec(full)?.[1];
  if (timed === undefined || name === undefined) {
    const message = `${quote(text)} cannot change while the simulation runs`;
    return { path: at, atKey: true, message, hint: ALLOWED };
  }
  const reading = timed.read(value);
  if (!reading.ok)
    return { path: at, message: `${quote(text)}: ${reading.message}`, hint: reading.hint };
  const ofWriter = /\.workload\.(rate|workingSet)$/u.exec(full)?.[1];
  if (ofWriter !== undefined && getIn(raw, [...where.path.slice(0, -1), 'kind']) !== 'write') {
    const what = ofWriter === 'rate' ? 'rate' : 'working set that can change';
    const message = `the workload of ${quote(name)} has no ${what}`;
    const also = [[...where.path.slice(0, -1), 'kind']];
    return { path: at, atKey: true, also, message, hint: 'only `kind: write` has one' };
  }
  const linkName = getIn(raw, ['links', Number(name), 'name']);
  const owner = where.path[0] === 'links' ? String(linkName) : name;
  return { setting: timed.make(owner, reading.value), at, target: where.path };
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
