/** The set-up of the paper's experiments: inputs, checked against the scenarios that are run. */

import { PROFILES } from '../../../models/machine/registry.ts';
import { GIB, PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { MigrationResult } from '../../run/result/result.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { showQuantity } from '../../text/quantity.ts';
import type { Finding } from './claim.ts';
import type { ClaimCheck, ClaimGroup } from './claim-check.ts';
import { axisNumber } from './curves.ts';
import type { Experiments } from './experiments.ts';
import { holds, row, show, showAll } from './finding.ts';
import { machineParameter } from './machine-parameter.ts';

function scenarioOf(experiments: Experiments): Scenario {
  return (experiments.runs('paper/figure-1.yaml')[0] as { scenario: Scenario }).scenario;
}

/** An input: what was simulated, and whether it is what the paper states. */
function input(value: number | string, expected: number | string, unit = ''): Finding {
  const shown = typeof value === 'number' ? show(value, unit) : value;
  return { value, shown, pass: value === expected };
}

function notModelled(shown: string, note: string): Finding {
  return { value: shown, shown, note };
}

const hosts: ClaimCheck[] = [
  {
    row: row('C001', 'set-up', 'input', 'both hosts have 12 cores', '12', 'exact'),
    check: (all) => {
      const scenario = scenarioOf(all);
      const cpus = Object.values(scenario.hosts).map((host) => {
        return host.cpus ?? machineParameter(scenario, 'hostCpus');
      });
      return holds(
        cpus.every((each) => each === 12),
        showAll(cpus, 'CPUs'),
      );
    },
  },
  {
    row: row('C002', 'set-up', 'input', 'both hosts have 32 GB of memory', '32 GB', 'exact'),
    check: (all) => {
      const scenario = scenarioOf(all);
      const gib = Object.values(scenario.hosts).map((host) => {
        return (host.memoryBytes ?? machineParameter(scenario, 'hostMemory')) / GIB;
      });
      return holds(
        gib.every((each) => each === 32),
        showAll(gib, 'GiB'),
      );
    },
  },
  {
    row: row('C003', 'set-up', 'input', 'Xen 3.2.1 on both hosts', 'Xen 3.2.1', 'exact'),
    check: (all) => {
      const version = PROFILES[scenarioOf(all).machine]?.hypervisor.version ?? '';
      return input(version, 'Xen 3.2.1');
    },
  },
];

const guest: ClaimCheck[] = [
  {
    row: row('C004', 'set-up', 'input', 'the migrated VM has 1 GB of memory', '1 GB', 'exact'),
    check: (all) => input((scenarioOf(all).guests.vm?.memoryBytes ?? 0) / GIB, 1, 'GiB'),
  },
  {
    row: row('C005', 'set-up', 'input', 'the migrated VM has 4 GB of disk', '4 GB', 'exact'),
    check: (all) => input((scenarioOf(all).guests.vm?.diskBytes ?? 0) / GIB, 4, 'GiB'),
  },
  {
    row: row('C006', 'set-up', 'input', 'Ubuntu Hardy, Linux 2.6.24', '2.6.24', 'exact'),
    check: (all) => {
      const kernel = String(scenarioOf(all).guests.vm?.labels?.kernel ?? 'no label');
      return notModelled(kernel, 'a label: the kernel has no effect on the model');
    },
  },
  {
    row: row('C007', 'set-up', 'input', 'no disk state is migrated', '0 bytes', 'exact'),
    check: (all) => {
      const runs = all.runs('paper/figure-1.yaml');
      const disk = runs.map(({ migration }) => diskBytes(migration));
      return input(Math.max(...disk), 0, 'bytes');
    },
  },
];

/** Page contents with their entry in the type array. */
const BYTES_PER_PAGE = PAGE_BYTES + 8;
/** More than heads of batches, head and tail of the stream take together. */
const FRAME_BYTES = 64 * 1024;

/** Bytes that are neither memory nor the frame around it. */
function diskBytes({ bytesSent, pagesSent }: MigrationResult): number {
  return Math.max(0, bytesSent - pagesSent * BYTES_PER_PAGE - FRAME_BYTES);
}

const method: ClaimCheck[] = [
  {
    row: row(
      'C008',
      'set-up',
      'input',
      "Dom0's CPU is limited by the credit scheduler's cap",
      'credit-scheduler cap',
      'exact',
    ),
    check: (all) => {
      const runs = all.runs('paper/figure-1.yaml');
      const same = runs.every(({ scenario, parameters }) => {
        const cap = scenario.hosts.source?.dom0.capPercent;
        return scenario.scheduler === 'on-off' && `${cap} %` === parameters['source.dom0.cap'];
      });
      return holds(same, 'on-off cap, percent of one CPU');
    },
  },
  {
    row: row(
      'C009',
      'set-up',
      'input',
      'each host is dedicated to the migrating VM',
      '0 other guests',
      'exact',
    ),
    check: (all) => input(Object.keys(scenarioOf(all).guests).length - 1, 0, 'other guests'),
  },
  {
    row: row(
      'C010',
      'set-up',
      'input',
      'caps of 10 to 100 % (the grid is not stated)',
      '10, 20, ..., 100',
      'state the grid used',
    ),
    check: (all) => {
      const runs = all.runs('paper/figure-1.yaml');
      const caps = [...new Set(runs.map((run) => axisNumber(run, 'source.dom0.cap')))];
      const grid = caps.every((cap, index) => cap === 10 * (index + 1)) && caps.length === 10;
      return { ...holds(grid, showAll(caps, '%')), note: 'a step of 10 points is our assumption' };
    },
  },
  {
    row: row('C011', 'set-up', 'not modelled', 'link rate between the hosts', 'NOT STATED', '-'),
    check: (all) => {
      const rate = showQuantity(machineParameter(scenarioOf(all), 'linkRate'), 'bit/s');
      return notModelled(`${rate} assumed`, 'not stated by the paper');
    },
  },
];

export const SET_UP_CLAIMS: ClaimGroup = {
  needs: ['paper/figure-1.yaml'],
  claims: [...hosts, ...guest, ...method],
};
