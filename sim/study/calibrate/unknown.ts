/**
 * What is to be found: a number of the machine or of the scenario, its range, and how a place from
 * 0 to 1 stands for a value of it. Ranges above 0 are taken in the logarithm.
 */

import { readParameterValue } from '../../../models/machine/parameter-value.ts';
import type { Profile } from '../../../models/machine/profile.ts';
import { exp, log } from '../../engine/kernel/portable.ts';
import type { ParameterUnit } from '../../engine/kernel/unit.ts';
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { readPath } from '../../scenario/path.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { kindAt, settingOf, type TimedSetting } from '../../scenario/settings.ts';
import type { ScenarioTemplate } from '../../scenario/template.ts';
import { Problem } from '../../text/problem.ts';
import { formatForUnit, readQuantity } from '../../text/quantity.ts';
import { didYouMean, quote } from '../../text/suggest.ts';
import { getIn, own, type Path, showPath } from '../../text/tree.ts';
import { DIMENSIONS } from '../../text/units.ts';

/** A number that is searched. */
export interface Unknown {
  /** As it was asked for. */
  readonly name: string;
  /** Where it is set. */
  readonly path: Path;
  /** Name of the machine's parameter; absent for a value of the scenario. */
  readonly parameter?: string;
  readonly unit: ParameterUnit;
  readonly low: number;
  readonly high: number;
  /** Within the range. */
  readonly start: number;
  readonly scale: 'log' | 'linear';
  /** Values are multiples of this; 0 for any. */
  readonly grain: number;
}

/** What unknowns are looked up in. */
export interface Searched {
  readonly template: ScenarioTemplate;
  /** The scenario before anything is fitted. */
  readonly scenario: Scenario;
  /** Of its machine, a machine file's numbers included. */
  readonly profile: Profile;
}

/** Without a range, a value is searched from this part of its present value to as many times it. */
const DEFAULT_FACTOR = 5;

/** @param written NAME or NAME=LOW..HIGH. @throws Problem. */
export function readUnknown(written: string, searched: Searched): Unknown {
  const [name = '', range] = splitRange(written);
  const parameter = name.replace(/^parameters\./u, '');
  const known = own(searched.profile.parameters, parameter);
  if (known === undefined) return placed(ofScenario(name, written, searched), range, written);
  const present = searched.scenario.parameters[parameter] ?? known.value;
  const { source, unit } = known;
  if (unit === 'count') throw refuse(written, COUNT, 'set it, and calibrate for each value');
  const stated = source.kind === 'assumed' ? source.range : undefined;
  const grain = unit === 'bytes' || unit === 'pages' ? 1 : 0;
  const path = ['parameters', parameter];
  return placed({ name, path, parameter, unit, present, stated, grain }, range, written);
}

const COUNT = 'a count is not searched: it does not go by small steps';

interface PresentNumber extends Pick<Unknown, 'name' | 'path' | 'unit' | 'grain'> {
  readonly parameter?: string;
  readonly present: number;
  /** A range that it is known to lie in. */
  readonly stated?: readonly [number, number] | undefined;
}

function splitRange(written: string): [string, string | undefined] {
  const at = written.indexOf('=');
  if (at < 0) return [written.trim(), undefined];
  return [written.slice(0, at).trim(), written.slice(at + 1).trim()];
}

function refuse(written: string, message: string, hint: string): Problem {
  return new Problem([{ where: `--fit ${written}`, message, hint }]);
}

/** A number of the scenario file. */
function ofScenario(name: string, written: string, { template, profile }: Searched): PresentNumber {
  const reading = readPath(name, template.raw);
  if (!reading.ok) {
    const near = didYouMean(name, Object.keys(profile.parameters));
    const hint = near.startsWith('did')
      ? near
      : `${reading.hint}; precopy machine lists parameters`;
    throw refuse(written, `no parameter of the machine, and ${reading.message}`, hint);
  }
  const { path } = reading;
  const value = getIn(template.raw, path);
  if (value === undefined) {
    const hint = 'write a value there to start from, or give one with --set';
    throw refuse(written, `the scenario does not set ${quote(showPath(path))}`, hint);
  }
  const kind = kindAt(path);
  const setting = kind === undefined ? undefined : settingOf({ kind });
  const read = typeof value === 'string' ? readPresent(value, setting) : undefined;
  if (read === undefined) {
    throw refuse(written, 'not a number with a unit', 'rates, times and sizes are searched');
  }
  const { unit, present } = read;
  const isPages = unit === 'bytes' && present % PAGE_BYTES === 0;
  const isWhole = DIMENSIONS[unit].whole || setting?.isWhole;
  return { name, path, unit, present, grain: isPages ? PAGE_BYTES : isWhole ? 1 : 0 };
}

/** As the setting is read, elsewhere by its unit: other workloads have rates of other units. */
function readPresent(text: string, setting: TimedSetting | undefined) {
  const reading = setting?.read(text);
  if (setting !== undefined && reading?.ok && reading.value !== undefined) {
    return { unit: setting.unit, present: reading.value };
  }
  const units = Object.keys(DIMENSIONS) as ParameterUnit[];
  for (const unit of units.filter((each) => each !== 'count')) {
    const quantity = readQuantity(text, unit);
    if (quantity.ok) return { unit, present: quantity.value };
  }
  return undefined;
}

function placed(known: PresentNumber, range: string | undefined, written: string): Unknown {
  const { present, stated, ...rest } = known;
  const [low, high] =
    range === undefined ? defaultRange(known, written) : readRange(range, known, written);
  const start = Math.min(Math.max(present, low), high);
  return { ...rest, low, high, start, scale: low > 0 ? 'log' : 'linear' };
}

/** A factor about the present value, and all of a range that is stated; percents end at 100. */
function defaultRange(
  { present, stated, unit }: PresentNumber,
  written: string,
): readonly [number, number] {
  if (present === 0 && stated === undefined) {
    throw refuse(written, 'its present value is 0', 'give a range, such as `=1 us..50 us`');
  }
  const low = Math.min(present / DEFAULT_FACTOR, stated?.[0] ?? Infinity);
  const high = Math.max(present * DEFAULT_FACTOR, stated?.[1] ?? 0);
  return [low, unit === 'percent' ? Math.min(high, Math.max(100, present)) : high];
}

function readRange(
  range: string,
  known: PresentNumber,
  written: string,
): readonly [number, number] {
  const { unit, parameter: name } = known;
  const ends = range.split('..').map((end) => end.trim());
  const readings = ends.map((end) => readParameterValue(end, { name, unit }));
  for (const reading of readings) {
    if (!reading.ok) throw refuse(written, reading.message, reading.hint);
  }
  const [low, high] = readings.map((reading) => (reading.ok ? reading.value : 0));
  if (ends.length === 2 && low !== undefined && high !== undefined && low < high) {
    return [low, high];
  }
  const example = `${formatForUnit(10, unit)}..${formatForUnit(20, unit)}`;
  throw refuse(written, 'a range has two ends, the lower one first', `write such as ${example}`);
}

/** The value at a place from 0 to 1; beyond them the scale continues. */
export function valueAt({ low, high, scale }: Unknown, place: number): number {
  if (scale === 'linear') return low + (high - low) * place;
  return low * exp(place * log(high / low));
}

/** The place of a value: the inverse of `valueAt`. */
export function placeOf({ low, high, scale }: Unknown, value: number): number {
  const place =
    scale === 'linear' ? (value - low) / (high - low) : log(value / low) / log(high / low);
  return Math.min(1, Math.max(0, place));
}

/** The value at a place as text that a scenario takes. */
export function textAt(unknown: Unknown, place: number): string {
  const { low, high, grain, unit } = unknown;
  const exact = Math.min(Math.max(valueAt(unknown, place), low), high);
  return formatForUnit(grain === 0 ? shortened(exact) : Math.round(exact / grain) * grain, unit);
}

/** Seven digits: more have no meaning, and differ by rounding. */
function shortened(value: number): number {
  return Number(value.toPrecision(7));
}
