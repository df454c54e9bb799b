/** Figures 3 and 4: a CPU-intensive guest, Dom0 capped on both hosts. */
import { largestOf } from '../../engine/kernel/lists.ts';
import type { ClaimCheck, ClaimGroup } from './claim-check.ts';
import { at, axisNumber, destinationCpuPercent, from, greatestRise } from './curves.ts';
import { destinationCurve, SERIES_CAPS, SOURCE_CAP } from './figure-curves.ts';
import { holds, showAll } from './finding.ts';
import { r2Percent } from './fits.ts';

const FILE = 'paper/figure-3.yaml';

/** Time at one cap of the destination over that at another, the source at 100 %. */
const destinationRatio =
  (upper: number, lower: number): ClaimCheck =>
  (all) => {
    const times = destinationCurve(all, 100);
    return at(times, upper) / at(times, lower);
  };

const r2At =
  (sourceCap: number): ClaimCheck =>
  (all) =>
    r2Percent(all.fitter, destinationCurve(all, sourceCap));

/** Claims on Figures 3 and 4. */
export const DESTINATION_CLAIMS: ClaimGroup = {
  needs: [FILE],
  checks: {
    C301: (all) => {
      const rises = SERIES_CAPS.map((cap) => greatestRise(destinationCurve(all, cap)));
      return 100 * largestOf(rises);
    },
    C302: destinationRatio(10, 50),
    C303: destinationRatio(50, 100),
    C304: (all) => {
      const used = SERIES_CAPS.flatMap((cap) =>
        from(destinationCurve(all, cap, destinationCpuPercent), 60),
      );
      return largestOf(used);
    },
    C305: (all) => at(destinationCurve(all, 20), 100) / at(destinationCurve(all, 60), 100),
    C306: (all, { least }) => {
      const guests = all.runs(FILE).map(({ scenario }) => scenario.guests.vm);
      const caps = [...new Set(guests.map((vm) => vm?.capPercent))];
      return holds(caps.length === 1 && caps[0] === least, `cap ${caps.join(', ')} %`);
    },
    C307: (all) => {
      const caps = [...new Set(all.runs(FILE).map((run) => axisNumber(run, SOURCE_CAP)))];
      return holds(caps.join() === SERIES_CAPS.join(), showAll(caps, '%'));
    },
    C401: r2At(60),
    C402: r2At(20),
    C403: r2At(40),
    C404: r2At(100),
    C405: (all) => {
      const values = SERIES_CAPS.map((cap) => r2Percent(all.fitter, destinationCurve(all, cap)));
      const [r20 = 0, r40 = 0, r60 = 0, r100 = 0] = values;
      return holds(r20 < r40 && r40 < r60 && r60 <= r100, showAll(values, '%'));
    },
  },
};
