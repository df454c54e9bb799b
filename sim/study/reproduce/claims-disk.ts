/** Figures 9 and 10: a guest that reads a file in order, Dom0 of the source capped. */
import { largestOf } from '../../engine/kernel/lists.ts';
import { GIB } from '../../engine/kernel/unit.ts';
import type { ClaimGroup } from './claim-check.ts';
import { at, from, greatestRise, migrationCpuPercent, ratios } from './curves.ts';
import { cpuCurve, diskCurve } from './figure-curves.ts';
import { holds, show, within } from './finding.ts';
import { r2Percent } from './fits.ts';

const FILE = 'paper/figure-9.yaml';

/** Claims on Figures 9 and 10. */
export const DISK_CLAIMS: ClaimGroup = {
  needs: [FILE, 'paper/figure-1.yaml'],
  checks: {
    C901: (all) => {
      const guests = all.runs(FILE).map(({ scenario }) => scenario.guests.vm);
      const sizes = guests.map((vm) => {
        const fileBytes = vm?.workload.kind === 'disk' ? vm.workload.fileBytes : 0;
        return [fileBytes, vm?.memoryBytes, vm?.diskBytes].map((size = 0) => size / GIB);
      });
      const same = sizes.every((each) => each.join() === '8,1,20');
      return holds(same, sizes[0]?.join(' / ') ?? '');
    },
    C902: (all) => 100 * greatestRise(diskCurve(all)),
    C903: (all) => at(diskCurve(all), 60) / at(diskCurve(all), 100),
    C904: (all) => largestOf(from(diskCurve(all, migrationCpuPercent), 10)),
    C905: (all) => r2Percent(all.fitter, diskCurve(all)),
    C906: (all, bounds) => {
      const over = ratios(diskCurve(all), cpuCurve(all, 'cpu 80 %'));
      const least = over.reduce((low, point) => (point.y < low.y ? point : low));
      return { ...within(least.y, bounds), shown: `${show(least.y, '')} at ${least.x} %` };
    },
  },
};
