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
import type { MachineRule, Profiles } from './scenario.ts';
import { DEFAULT_MACHINE, type ScenarioFile } from './schema.ts';

/** The value of `machine` for the profile that fits. */
const AUTO = 'auto';

type Hypervisor = Profile['hypervisor'];

/** What a file says of its hosts, apart from their profile. */
interface Stated {
  readonly system: Hypervisor['system'] | undefined;
  /** What carries migrations out there, where the system leaves a choice. */
  readonly toolstack: Hypervisor['toolstack'] | undefined;
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
  const [policy] = named.flatMap(({ policy: spec }) => {
    return spec.name === 'module' ? [] : [policyOf(spec)];
  });
  const rates = (file.links ?? []).flatMap(({ bitsPerSecond }) => bitsPerSecond ?? []);
  const written = asMap(getIn(raw, ['parameters'])).linkRate;
  const reading = isScalar(written) ? readQuantity(written, 'bit/s') : undefined;
  if (reading?.ok === true) rates.push(reading.value);
  const guests = Object.values(file.guests).map(({ memoryBytes }) => memoryBytes);
  const hosts = Object.values(file.hosts).map(({ memoryBytes = 0 }) => memoryBytes);
  return {
    system: policy?.wire.system,
    toolstack: policy?.observer === undefined ? undefined : 'xapi',
    bitsPerSecond: rates.length === 0 ? undefined : Math.max(...rates),
    memoryBytes: Math.max(0, ...guests, ...hosts),
  };
}

/**
 * @param fallback for a file that says nothing of its hosts. @returns the name of the profile.
 * Of those of its system the one with the slowest link that is as fast as the file's; of those
 * the newest.
 */
function fittingMachine(
  file: Facts,
  raw: unknown,
  { profiles, fallback }: { readonly profiles: Profiles; readonly fallback: string },
): string {
  const stated = statedBy(file, raw);
  const known = Object.values(profiles).filter(({ year }) => year !== undefined);
  const present = profiles[fallback];
  if (present !== undefined && misfits(stated, present).length === 0) return fallback;
  const system = stated.system ?? 'xen-4';
  const toolstack = stated.toolstack ?? (system === 'xen-4' ? 'xl' : undefined);
  const ofSystem = known.filter(({ hypervisor }) => {
    const isIts = toolstack === undefined || hypervisor.toolstack === toolstack;
    return hypervisor.system === system && isIts;
  });
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

/**
 * The machine of a file, and by which rule it has it if it names none.
 * @param file undefined while the schema is not content. @returns a name of any type as written.
 */
export function chosenMachine(
  raw: unknown,
  file: Facts | undefined,
  profiles: Profiles,
): { readonly name: unknown; readonly by?: MachineRule } {
  const name = getIn(raw, ['machine']);
  const fallback = DEFAULT_MACHINE;
  if (name === undefined) return { name: fallback, by: 'default' };
  if (name !== AUTO || file === undefined) return { name };
  return { name: fittingMachine(file, raw, { profiles, fallback }), by: 'auto' };
}

/** How what a file says differs from a profile that it does not name. */
function misfits(stated: Stated, { hypervisor, parameters }: Profile): string[] {
  const { system = hypervisor.system, toolstack = hypervisor.toolstack } = stated;
  const { bitsPerSecond, memoryBytes } = stated;
  const isIts = system === hypervisor.system && toolstack === hypervisor.toolstack;
  const rate = parameters.linkRate?.value ?? Infinity;
  const memory = parameters.hostMemory?.value ?? Infinity;
  return [
    ...(isIts ? [] : [`runs ${hypervisor.version}, not the system of the file's policy`]),
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
  const auto = quote(`--machine ${AUTO}`);
  const hint = `${quote(`machine: ${fitting}`)} fits better, and ${auto} takes it`;
  return [{ path: [], message, hint }];
}
