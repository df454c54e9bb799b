/** The machine that a calibration found, with where each of its numbers comes from. */
import type { MachineFile } from '../../../models/machine/machine-file.ts';
import type { Parameter, Profile } from '../../../models/machine/profile.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { parseParameter } from '../../text/quantity.ts';
import { DIMENSIONS } from '../../text/units.ts';
import type { Calibration, FoundValue, QuantityErrors } from './calibration.ts';

/** What goes into the file beside what was found. */
export interface MachineContext {
  readonly name: string;
  /** The profile that the machine changes. */
  readonly base: Profile;
  /** The machine file that the scenario was on, if any. */
  readonly file: MachineFile | undefined;
  readonly scenario: Scenario;
  /** As it was named. */
  readonly scenarioFile: string;
  /** Conditions on the rows. */
  readonly where: readonly string[];
  /** Of precopy. */
  readonly version: string;
}

/**
 * Parameters that the scenario states go along: what was found holds with them. Without a clock, a
 * date is not in it.
 */
export function calibratedMachine(calibration: Calibration, context: MachineContext): MachineFile {
  const { name, base, file, scenario, scenarioFile } = context;
  const stated = Object.entries(scenario.parameters).flatMap(([parameter, value]) => {
    const known = base.parameters[parameter];
    if (known === undefined) return [];
    const own = file?.parameters[parameter];
    const given = { ...known, value, source: { kind: 'given' as const, where: scenarioFile } };
    return [[parameter, own?.value === value ? own : given] as const];
  });
  const found = calibration.values.flatMap((value) => {
    const known = base.parameters[value.parameter ?? ''];
    return known === undefined ? [] : [[value.parameter ?? '', taken(known, value, calibration)]];
  });
  const title = `${base.title}, calibrated on ${calibration.measured.join(', ')}`;
  const parameters = Object.fromEntries([...stated, ...found]);
  return { name, title, base, parameters, calibration: accountOf(calibration, context) };
}

function taken(
  known: Parameter,
  { text, unit, interval }: FoundValue,
  { measured, fitted, weights }: Calibration,
): Parameter {
  const reading = parseParameter(text, unit);
  const quantities = Object.keys(weights).join(', ');
  const on = [`${measured.join(', ')}, ${fitted.rows} rows: ${quantities}`];
  const [low, high] = interval ?? [0, 0];
  const isWhole = DIMENSIONS[unit].whole && unit !== 'ns' && unit !== 'bit/s';
  const short = (end: number): number => (isWhole ? Math.round(end) : Number(end.toPrecision(4)));
  const range = interval === null ? {} : { range: [short(low), short(high)] as const };
  const value = reading.ok ? reading.value : known.value;
  return { ...known, value, source: { kind: 'calibrated', on, ...range } };
}

/** How it was found. */
function accountOf(calibration: Calibration, context: MachineContext): Record<string, unknown> {
  const { measured, fitted, heldOut, weights, misfit, errors, warnings } = calibration;
  const others = calibration.values.filter(({ parameter }) => parameter === null);
  return {
    precopy: context.version,
    scenario: context.scenarioFile,
    measured,
    ...(context.where.length === 0 ? {} : { where: context.where }),
    fitted,
    ...(heldOut.rows === 0 ? {} : { heldOut }),
    weights,
    replications: calibration.replications,
    seed: calibration.seed,
    placesTried: calibration.tried,
    misfit: { before: percent(misfit.start), found: percent(misfit.found) },
    errors: {
      fitted: errors.fitted.map(errorLine),
      ...(heldOut.rows === 0 ? {} : { heldOut: errors.heldOut.map(errorLine) }),
    },
    ...(others.length === 0 ? {} : { with: others.map(({ path, text }) => `${path}=${text}`) }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

function errorLine({ quantity, found }: QuantityErrors): Record<string, unknown> {
  const { points, median, p90, bias } = found;
  return { quantity, points, median: percent(median), p90: percent(p90), bias: percent(bias) };
}

const percent = (share: number | null): string | null =>
  share === null ? null : `${(share * 100).toFixed(2)} %`;
