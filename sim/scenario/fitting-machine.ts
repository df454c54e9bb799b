/**
 * The machine profile that fits a file: that of the system whose policy it names, with links and
 * memory as it says. It is what `machine: auto` takes, and what a file is pointed to that names no
 * machine and does not fit the one it gets.
 */
import type { Profile } from '../../models/machine/profile.ts';
import { policyOf } from '../../models/policy/index.ts';
import { formatForUnit, readQuantity } from '../text/quantity.ts';
import { quote } from '../text/suggest.ts';
import { asMap, type Finding, getIn, isScalar } from '../text/tree.ts';
import type { Profiles } from './scenario.ts';
import type { ScenarioFile } from './schema.ts';

/** The value of `machine` for the profile that fits. */
export const AUTO = 'auto';

/** What a file says of its hosts, apart from their profile. */
interface Stated {
  readonly system: Profile['hypervisor']['system'] | undefined;
  /** The fastest link, bit/s. */
  readonly bitsPerSecond: number | undefined;
  /** Of the host with the most guests in it, or that of the largest host, bytes. */
  readonly memoryBytes: number;
}

/** The parts of a file that say what hosts it has. */
type Facts = Pick<ScenarioFile, 'hosts' | 'links' | 'migrations'> & {
  readonly guests: Readonly<Record<string, { readonly memoryBytes: number }>>;
};

function statedBy(file: Facts, raw: unknown): Stated {
  const named = file.migrations.filter((_, index) => {
    return getIn(raw, ['migrations', index, 'policy']) !== undefined;
  });
  const systems = named.flatMap(({ policy }) => {
    return policy.name === 'module' ? [] : [policyOf(policy).wire.system];
  });
  const rates = (file.links ?? []).flatMap(({ bitsPerSecond }) => bitsPerSecond ?? []);
  const written = asMap(getIn(raw, ['parameters'])).linkRate;
  const reading = isScalar(written) ? readQuantity(written, 'bit/s') : undefined;
  if (reading?.ok === true) rates.push(reading.value);
  const guests = Object.values(file.guests).map(({ memoryBytes }) => memoryBytes);
  const hosts = Object.values(file.hosts).map(({ memoryBytes = 0 }) => memoryBytes);
  return {
    system: systems[0],
    bitsPerSecond: rates.length === 0 ? undefined : Math.max(...rates),
    memoryBytes: Math.max(0, ...guests, ...hosts),
  };
}

/**
 * @param fallback for a file that says nothing of its hosts. @returns the name of the profile.
 * Of those of its system the one with the slowest link that is as fast as the file's; of those
 * the newest.
 */
export function fittingMachine(
  file: Facts,
  raw: unknown,
  { profiles, fallback }: { readonly profiles: Profiles; readonly fallback: string },
): string {
  const stated = statedBy(file, raw);
  const known = Object.values(profiles).filter(({ year }) => year !== undefined);
  const present = profiles[fallback];
  if (present !== undefined && misfits(stated, present).length === 0) return fallback;
  const system = stated.system ?? 'xen-4';
  const ofSystem = known.filter(({ hypervisor }) => hypervisor.system === system);
  const rate = ({ parameters }: Profile): number => parameters.linkRate?.value ?? 0;
  const wanted = stated.bitsPerSecond ?? 0;
  const [best] = ofSystem.toSorted((one, other) => {
    const short = Number(rate(one) < wanted) - Number(rate(other) < wanted);
    const isShort = rate(one) < wanted;
    const near = isShort ? rate(other) - rate(one) : rate(one) - rate(other);
    return short || near || (other.year ?? 0) - (one.year ?? 0);
  });
  return best?.name ?? fallback;
}

/** How what a file says differs from a profile that it does not name. */
function misfits({ system, bitsPerSecond, memoryBytes }: Stated, profile: Profile): string[] {
  const { hypervisor, parameters } = profile;
  const rate = parameters.linkRate?.value ?? Infinity;
  const memory = parameters.hostMemory?.value ?? Infinity;
  return [
    ...(system === undefined || system === hypervisor.system
      ? []
      : [`runs ${hypervisor.version}, not the system of the file's policy`]),
    ...(bitsPerSecond === undefined || bitsPerSecond <= 2 * rate
      ? []
      : [`had links of ${formatForUnit(rate, 'bit/s')}`]),
    ...(memoryBytes <= memory ? [] : [`had ${formatForUnit(memory, 'bytes')} a host`]),
  ];
}

/** Of a file that names no machine: that it gets one which does not fit, and which one would. */
export function aboutMachine(
  file: Facts & Pick<ScenarioFile, 'machine'>,
  raw: unknown,
  profiles: Profiles,
): Finding[] {
  const profile = profiles[file.machine];
  if (profile === undefined || getIn(raw, ['machine']) !== undefined) return [];
  const differences = misfits(statedBy(file, raw), profile);
  if (differences.length === 0) return [];
  const { name, year } = profile;
  const fitting = fittingMachine(file, raw, { profiles, fallback: name });
  const which = differences.join(' and ');
  const message = `the file names no machine: it gets ${quote(name)} of ${year}, which ${which}`;
  const hint = `${quote(`machine: ${fitting}`)} fits better, and ${quote(`--machine ${AUTO}`)} takes it`;
  return [{ path: [], message, hint }];
}
