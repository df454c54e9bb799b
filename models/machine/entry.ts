/** One number of a machine file with its source, read and written. */

import type { ParameterUnit } from '../../sim/engine/kernel/unit.ts';
import { formatForUnit } from '../../sim/text/quantity.ts';
import { didYouMean, list, quote } from '../../sim/text/suggest.ts';
import {
  asList,
  describeRaw,
  type Finding,
  isMap,
  isScalar,
  own,
  type Path,
  type RawMap,
} from '../../sim/text/tree.ts';
import { type NamedParameter, readParameterValue } from './parameter-value.ts';
import type { Parameter, Provenance } from './profile.ts';

/** Where a number stands and what it is of. */
interface Place {
  readonly path: Path;
  /** The parameter's name and what it is in the base profile. */
  readonly name: string;
  readonly known: Parameter;
  readonly fileName: string;
  /** Sources that the file names, for several numbers. */
  readonly sources: RawMap;
}

/** What is read; undefined, with findings, when it is none. */
interface ParameterReading {
  readonly parameter?: Parameter;
  readonly findings: readonly Finding[];
}

/** What goes with the value, by kind of source. */
const KEYS = {
  calibrated: ['on', 'range'],
  measured: ['where'],
  code: ['where'],
  given: ['where'],
  assumed: ['range', 'why'],
} as const satisfies Record<Provenance['kind'], readonly string[]>;

/**
 * A value alone (`12 us`), or a map of `value`, `source` and what that kind of source says. A
 * source that the file names says it for all numbers that name it.
 */
export function readMachineParameter(stated: unknown, place: Place): ParameterReading {
  const { known, path, fileName, sources } = place;
  if (!isMap(stated)) {
    return take(stated, path, place, { kind: 'given', where: fileName });
  }
  const named = own(sources, String(stated.source));
  const written = isMap(named) ? { ...named, ...stated, source: named.source } : stated;
  if (written.source === undefined) {
    const findings = strangeKeys(written, ['value', 'source'], path);
    if (findings.length > 0) return { findings };
    return take(written.value, [...path, 'value'], place, { kind: 'given', where: fileName });
  }
  const kinds = Object.keys(KEYS) as (keyof typeof KEYS)[];
  const kind = kinds.find((name) => name === written.source);
  if (kind === undefined) {
    const message = `\`source\`: ${describeRaw(written.source)} is not known`;
    const hint = `one of ${list([...kinds, ...Object.keys(sources)])}`;
    return { findings: [{ path: [...path, 'source'], message, hint }] };
  }
  const findings = strangeKeys(written, ['value', 'source', ...KEYS[kind]], path);
  const source = sourceOf(kind, written, { path, unit: known.unit, findings });
  if (source === undefined || findings.length > 0) return { findings };
  return take(written.value, [...path, 'value'], place, source);
}

function take(
  written: unknown,
  path: Path,
  { name, known }: Place,
  source: Provenance,
): ParameterReading {
  const reading = numberOf(written, { name, unit: known.unit });
  if (typeof reading !== 'number') return { findings: [{ path, ...reading }] };
  return { parameter: { ...known, value: reading, source }, findings: [] };
}

function numberOf(
  written: unknown,
  parameter: NamedParameter,
): number | { readonly message: string; readonly hint: string } {
  if (!isScalar(written)) {
    const message = `expected a value, found ${describeRaw(written)}`;
    return { message, hint: 'write such as `value: 12 us`' };
  }
  const reading = readParameterValue(written, parameter);
  return reading.ok ? reading.value : { message: reading.message, hint: reading.hint };
}

/** Says which keys of a map are not known. */
export function strangeKeys(written: RawMap, known: readonly string[], path: Path): Finding[] {
  return Object.keys(written).flatMap((key) => {
    if (known.includes(key)) return [];
    const message = `unknown key ${quote(key)}`;
    return [{ path: [...path, key], atKey: true, message, hint: didYouMean(key, known) }];
  });
}

interface Within {
  readonly path: Path;
  readonly unit: ParameterUnit;
  readonly findings: Finding[];
}

/** Undefined, with findings, when something is missing. */
function sourceOf(
  kind: keyof typeof KEYS,
  written: RawMap,
  within: Within,
): Provenance | undefined {
  const range = written.range === undefined ? undefined : rangeOf(written.range, within);
  if (kind === 'calibrated') {
    const on = asList(written.on).map(String);
    if (on.length === 0) return missing('on', 'a list of what it was calibrated on', within);
    return range === undefined ? { kind, on } : { kind, on, range };
  }
  if (kind === 'assumed') {
    if (range === undefined) return missing('range', 'write such as `[10 us, 20 us]`', within);
    const why = textOf(written.why);
    return why === undefined ? missing('why', 'text', within) : { kind, range, why };
  }
  const where = textOf(written.where);
  return where === undefined ? missing('where', 'text', within) : { kind, where };
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function missing(key: string, hint: string, { path, findings }: Within): undefined {
  findings.push({ path: [...path, key], message: `${quote(key)} is missing`, hint });
}

function rangeOf(written: unknown, within: Within): readonly [number, number] | undefined {
  const { path, unit, findings } = within;
  const ends = asList(written);
  const numbers = ends.map((end) => numberOf(end, { unit }));
  const bad = numbers.find((end) => typeof end !== 'number');
  const [low, high] = numbers;
  if (bad === undefined && numbers.length === 2 && Number(low) <= Number(high)) {
    return [low as number, high as number];
  }
  const message = bad?.message ?? 'a range has two ends, the lower one first';
  findings.push({ path: [...path, 'range'], message, hint: 'write such as `[10 us, 20 us]`' });
  return undefined;
}

/** The source as keys beside the value; `readMachineParameter` gives it back. */
export function writeSource({ kind, ...said }: Provenance, unit: ParameterUnit): RawMap {
  if (!('range' in said) || said.range === undefined) return { source: kind, ...said };
  return { source: kind, ...said, range: said.range.map((end) => formatForUnit(end, unit)) };
}
