/**
 * Page-exact migrations at six dirty rates: uniform writes over 200,000 pages of 1 GiB. With a
 * constant page time of 65 us and no caps, held against a plain C program that walks the same loop
 * (bound: 0.85 of its time), and through the full pipeline with Dom0 capped at 50 % on both hosts,
 * held against the same.
 */
import { PROFILES } from '../models/machine/registry.ts';
import { run } from '../sim/run/run.ts';
import { loadScenario } from '../sim/scenario/load.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { type CProgram, compileC } from './c-program.ts';
import type { Job, Yardstick } from './harness.ts';

/** Writes a second. */
const RATES = [0, 3000, 10_000, 20_000, 100_000, 1_000_000] as const;

/** How large the guest is. */
export interface Size {
  readonly memoryMiB: number;
  readonly workingSetKiB: number;
  readonly samples: number;
}

export function pageExactJobs(size: Size): Job[] {
  const program = compileC(size.memoryMiB * 256, size.workingSetKiB / 4);
  return [...constantJobs(size, program), ...pipelineJobs(size, program)];
}

function constantJobs(size: Size, program: CProgram | undefined): Job[] {
  return RATES.map((rate) => {
    const scenario = bareScenario(size, rate);
    return {
      name: `${size.memoryMiB} MiB, ${rate} writes/s, 65 us a page`,
      samples: size.samples,
      warmUps: size.samples,
      run: () => run(scenario),
      yardstick: against(program, rate, 0.85),
    };
  });
}

function pipelineJobs(size: Size, program: CProgram | undefined): Job[] {
  const capped = { dom0: { cap: '50 %' } };
  return RATES.map((rate) => {
    const scenario = writing(size, rate, {}, capped);
    return {
      name: `${size.memoryMiB} MiB, ${rate} writes/s, pipeline, caps 50 %`,
      samples: Math.ceil(size.samples / 2),
      run: () => run(scenario),
      yardstick: against(program, rate),
    };
  });
}

/** The loop that the C program walks: its guest does nothing beside its writes. */
export function bareScenario(size: Omit<Size, 'samples'>, rate: number, seed = 1): Scenario {
  const quiet = { guestWorkingSet: '0 pages', guestCpuPerClean: '0 ns' };
  const scenario = writing(size, rate, { transport: { pageTime: '65 us' } }, {}, quiet);
  return { ...scenario, seed };
}

function against(
  program: CProgram | undefined,
  rate: number,
  boundRatio?: number,
): Yardstick | undefined {
  if (program === undefined) return undefined;
  const timeMs = (): number => program.migrate(rate, 1)[0]?.ms ?? 0;
  return boundRatio === undefined ? { timeMs } : { timeMs, boundRatio };
}

/** One writing guest between two hosts. It is read once, outside the timing. */
export function writing(
  size: Omit<Size, 'samples'>,
  rate: number,
  migration: object,
  host: object,
  parameters: object = {},
): Scenario {
  const tree = {
    title: 'bench',
    parameters: { guestCpuPerFault: '0 ns', ...parameters },
    hosts: { a: { ...host, memory: '2 TiB' }, b: { ...host, memory: '2 TiB' } },
    guests: {
      vm: {
        host: 'a',
        memory: `${size.memoryMiB} MiB`,
        workload: {
          kind: 'write',
          rate: `${rate} pages/s`,
          workingSet: `${size.workingSetKiB} KiB`,
        },
      },
    },
    migrations: [{ guest: 'vm', to: 'b', ...migration }],
  };
  return loadScenario(JSON.stringify(tree), 'bench', { profiles: PROFILES }).scenario;
}
