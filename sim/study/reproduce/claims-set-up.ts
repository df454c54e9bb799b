/** The set-up of the paper's experiments: inputs, checked against the scenarios that are run. */

import { largestOf } from '../../engine/kernel/lists.ts';
import { GIB } from '../../engine/kernel/unit.ts';
import { BYTES_PER_PAGE } from '../../engine/mechanism/wire-format.ts';
import type { MigrationResult } from '../../run/result/result.ts';
import { parametersOf, profileOf } from '../../run/world/machine-of.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { showQuantity } from '../../text/quantity.ts';
import type { ClaimGroup } from './claim-check.ts';
import { axisNumber } from './curves.ts';
import type { Experiments } from './experiments.ts';
import { SOURCE_CAP } from './figure-curves.ts';
import { allHold, holds, notModelled, showAll } from './finding.ts';

const FILE = 'paper/figure-1.yaml';

function scenarioOf(experiments: Experiments): Scenario {
  return experiments.runs(FILE)[0]!.scenario;
}

/** More than heads of batches, head and tail of the stream take together. */
const FRAME_BYTES = 64 * 1024;

/** Bytes that are neither memory nor the frame around it. */
function diskBytes({ bytesSent, pagesSent }: MigrationResult): number {
  return Math.max(0, bytesSent - pagesSent * BYTES_PER_PAGE - FRAME_BYTES);
}

/** Hosts, guest and method as section 3 states them. */
export const SET_UP_CLAIMS: ClaimGroup = {
  needs: [FILE],
  checks: {
    C001: (all, bounds) => {
      const scenario = scenarioOf(all);
      const hosts = Object.values(scenario.hosts);
      const cpus = hosts.map((host) => host.cpus ?? parametersOf(scenario).hostCpus);
      return allHold(cpus, bounds);
    },
    C002: (all, bounds) => {
      const scenario = scenarioOf(all);
      const gib = Object.values(scenario.hosts).map((host) => {
        return (host.memoryBytes ?? parametersOf(scenario).hostMemory) / GIB;
      });
      return allHold(gib, bounds);
    },
    C003: (all) => {
      const version = profileOf(scenarioOf(all)).hypervisor.version;
      return { value: version, shown: version, pass: version === 'Xen 3.2.1' };
    },
    C004: (all) => (scenarioOf(all).guests.vm?.memoryBytes ?? 0) / GIB,
    C005: (all) => (scenarioOf(all).guests.vm?.diskBytes ?? 0) / GIB,
    C006: (all) => {
      const kernel = String(scenarioOf(all).guests.vm?.labels?.kernel ?? 'no label');
      return notModelled(kernel, 'a label: the kernel has no effect on the model');
    },
    C007: (all) => largestOf(all.runs(FILE).map(({ migration }) => diskBytes(migration))),
    C008: (all) => {
      const same = all.runs(FILE).every(({ scenario, parameters }) => {
        const cap = scenario.hosts.source?.dom0.capPercent;
        return scenario.scheduler.form === 'on-off' && `${cap} %` === parameters[SOURCE_CAP];
      });
      return holds(same, 'on-off cap, percent of one CPU');
    },
    C009: (all) => Object.keys(scenarioOf(all).guests).length - 1,
    C010: (all) => {
      const caps = [...new Set(all.runs(FILE).map((run) => axisNumber(run, SOURCE_CAP)))];
      const grid = caps.every((cap, index) => cap === 10 * (index + 1)) && caps.length === 10;
      return { ...holds(grid, showAll(caps, '%')), note: 'a step of 10 points is our assumption' };
    },
    C011: (all) => {
      const rate = showQuantity(parametersOf(scenarioOf(all)).linkRate, 'bit/s');
      return notModelled(`${rate} assumed`, 'not stated by the paper');
    },
  },
};
