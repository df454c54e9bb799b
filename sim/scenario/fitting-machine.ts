/**
 * The machine profile that fits a file: that of the system whose policy it names, with links and
 * memory as it says. It is what `machine: auto` takes, and what a file is pointed to that names no
 * machine and does not fit the one it gets.
 */

import type { Profile } from '../../models/machine/profile.ts';
import { shippedPolicyOf } from '../../models/policy/index.ts';
import { largestOf } from '../engine/kernel/lists.ts';
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
  /** Of the largest guest or host, bytes. */
  readonly memoryBytes: number;
}

/** The parts of a file that say what hosts it has. */
type Facts = Pick<ScenarioFile, 'hosts' | 'links' | 'migrations'> & {
  readonly guests: Readonly<Record<string, { readonly memoryBytes: number }>>;
};

function statedBy(file: Facts, raw: unknown): Stated {
  const named = file.migrations.find(({ policy: { name } }, index) => {
    return name !== 'module' && getIn(raw, ['migrations', index, 'policy']) !== undefined;
  });
  const policy = named && shippedPolicyOf(named.policy);
  const rates = (file.links ?? []).flatMap(({ bitsPerSecond }) => bitsPerSecond ?? []);
  const written = asMap(getIn(raw, ['parameters'])).linkRate;
  const reading = isScalar(written) ? readQuantity(written, 'bit/s') : undefined;
  if (reading?.ok === true) rates.push(reading.value);
  const guests = Object.values(file.guests).map(({ memoryBytes }) => memoryBytes);
  const hosts = Object.values(file.hosts).map(({ memoryBytes = 0 }) => memoryBytes);
  return {
    system: policy?.wire.system,
    toolstack: policy?.observer === undefined ? undefined : 'xapi',
    bitsPerSecond: rates.length === 0 ? undefined : largestOf(rates),
    memoryBytes: largestOf([...guests, ...hosts], 0),
  };
}

/**
 * Of the profiles of the system the one with the slowest link that is as fast as the file's; of
 * those the newest. @returns its name; undefined where none is of the system.
 */
function fittingMachine(stated: Stated, profiles: Profiles): string | undefined {
  const known = Object.values(profiles).filter(({ year }) => year !== undefined);
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
  return best?.name;
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
  if (name === undefined) return { name: DEFAULT_MACHINE, by: 'default' };
  if (name !== AUTO || file === undefined) return { name };
  const stated = statedBy(file, raw);
  const usual = profiles[DEFAULT_MACHINE];
  const isUsual = usual !== undefined && misfits(stated, usual).length === 0;
  const fitting = isUsual ? undefined : fittingMachine(stated, profiles);
  return { name: fitting ?? DEFAULT_MACHINE, by: 'auto' };
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
  const stated = statedBy(file, raw);
  const differences = misfits(stated, profile);
  if (differences.length === 0) return [];
  const { name, year } = profile;
  const fitting = fittingMachine(stated, profiles) ?? name;
  const which = differences.join(' and ');
  const message = `the file names no machine: it gets ${quote(name)} of ${year}, which ${which}`;
  const auto = quote(`--machine ${AUTO}`);
  const hint = `${quote(`machine: ${fitting}`)} fits better, and ${auto} takes it`;
  return [{ path: [], message, hint }];
}
