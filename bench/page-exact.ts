/**
 * Page-exact migrations at six dirty rates: uniform writes over 200,000 pages of 1 GiB. With a
 * constant page time of 65 us and no caps, as a plain program would walk the loop (bound: under 100
 * ms at 1,000,000 writes a second), and through the full pipeline with Dom0 capped at 50 % on both
 * hosts (no bound).
 */
import { PROFILES } from '../models/profile/registry.ts';
import { loadScenario } from '../scenarios/load.ts';
import { run } from '../sim/run.ts';
import type { Job } from './harness.ts';

/** Writes a second. */
const RATES = [0, 3000, 10_000, 20_000, 100_000, 1_000_000] as const;

/** How large the guest is. */
export interface Size {
  readonly memoryMiB: number;
  readonly workingSetKiB: number;
  readonly samples: number;
}

export function constantJobs(size: Size): Job[] {
  return RATES.map((rate) => ({
    name: `${size.memoryMiB} MiB, ${rate} writes/s, 65 us a page`,
    samples: size.samples,
    ...(rate === 1_000_000 ? { boundMs: 100 } : {}),
    run: job(size, rate, { transport: { pageTime: '65 us' } }, {}),
  }));
}

export function pipelineJobs(size: Size): Job[] {
  const capped = { dom0: { cap: '50 %' } };
  return RATES.map((rate) => ({
    name: `${size.memoryMiB} MiB, ${rate} writes/s, pipeline, caps 50 %`,
    samples: Math.ceil(size.samples / 2),
    run: job(size, rate, {}, capped),
  }));
}

/** The scenario is read once, outside the timing. */
function job(size: Size, rate: number, migration: object, host: object): () => unknown {
  const tree = {
    title: 'bench',
    parameters: { guestCpuPerFault: '0 ns' },
    hosts: { a: host, b: host },
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
  const { scenario } = loadScenario(JSON.stringify(tree), 'bench', { profiles: PROFILES });
  return () => run(scenario);
}
