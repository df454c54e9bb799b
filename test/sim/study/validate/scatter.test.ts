/** Two standard errors from repetitions: by hand, and how often a right model is within them. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../sim/engine/kernel/random.ts';
import { mean } from '../../../../sim/study/fit/statistics.ts';
import { CAMPAIGNS } from '../../../../sim/study/validate/campaigns.ts';
import { Scatter } from '../../../../sim/study/validate/scatter.ts';
import { selectCampaigns } from '../../../../sim/study/validate/select.ts';
import { validate } from '../../../../sim/study/validate/validate.ts';
import { faked, type MigrationCells, migrationsCsv, roundsCsv, shelf } from './support.ts';

describe('what scatter explains', () => {
  it('is pooled where a setting was measured once or twice', () => {
    // Relative deviations of 10 %, 10 % and 30 %, 30 % on one degree of freedom each.
    const scatter = new Scatter([[9, 11], [70, 130], [5]], 4);
    const one = Math.sqrt((0.02 + 0.18) / 2);
    expect(scatter.tolerance([5], 1)).toBeCloseTo(2 * one * Math.sqrt(1 + 1 / 4), 12);
    expect(scatter.tolerance([9, 11], 2)).toBeCloseTo(2 * one * Math.sqrt(1 / 2 + 1 / 4), 12);
  });

  it("is a setting's own from three repetitions on", () => {
    const scatter = new Scatter([[90, 100, 110], [1, 3], [4]], 1e12);
    expect(scatter.tolerance([90, 100, 110], 3)).toBeCloseTo((2 * 0.1) / Math.sqrt(3), 6);
  });

  it('is nothing where nothing was repeated, or what was repeated is 0', () => {
    for (const settings of [[], [[5], [7]], [[0, 0]], [[], []]]) {
      expect(new Scatter(settings, 3).tolerance([5], 1)).toBe(0);
    }
  });
});

describe('of a model that is right', () => {
  it('19 of 20 means are within, and of one that is 30 % off few', () => {
    const random = new RandomStream('scatter');
    // Of a mean of 100 and a standard deviation of 10: a sum of twelve even ones.
    const drawn = () =>
      100 + 10 * (mean(Array.from({ length: 12 }, () => random.double())) * 12 - 6);
    const some = (many: number) => Array.from({ length: many }, drawn);
    const settings = Array.from({ length: 1000 }, () => some(2));
    const scatter = new Scatter(settings, 3);
    const within = (factor: number): number =>
      settings.filter((measured) => {
        const error = (factor * mean(some(3))) / mean(measured) - 1;
        return Math.abs(error) <= scatter.tolerance(measured, 2);
      }).length;
    expect(within(1)).toBeGreaterThan(930);
    expect(within(1)).toBeLessThan(975);
    expect(within(1.3)).toBeLessThan(200);
  });
});

const MIGRATIONS = 'dom0-cap-migrations.csv';
const WRITER: MigrationCells = { workload: 'write', dirty_rate_set_pps: '1000' };
const ROWS: MigrationCells[] = [
  { ...WRITER, migration_time_s: '10', downtime_dom0_s: '0.4', pages_sent_upper: '1000' },
  { ...WRITER, rep: '2', migration_time_s: '8', downtime_dom0_s: '0.3', pages_sent_upper: '800' },
];

const inputOf = (files: Record<string, string>) =>
  selectCampaigns(CAMPAIGNS, [], { shipped: shelf('shipped', {}), given: shelf('mine', files) });

/** A campaign of two repetitions, and a model of it. */
async function limitsOf(liveSeconds: number) {
  const runs = faked(() => ({ liveSeconds, downSeconds: 0.4, pages: [700, 300] }));
  const input = inputOf({ [MIGRATIONS]: migrationsCsv(...ROWS) });
  const { campaigns } = await validate(input, { ...runs, replications: 2 });
  return campaigns[0]?.limits ?? [];
}

describe('a campaign counts it', () => {
  it.each([
    [9, 'pass', 1],
    // 10 and 8 s scatter by 16 %, so by 38 % for one beside two runs: 10 is within, 8 is not.
    [12.2, 'fail', 1],
    [15, 'fail', 0],
  ])('in its limits: %i s for 10 and 8', async (seconds, verdict, scattered) => {
    expect((await limitsOf(seconds - 0.4))[1]).toMatchObject({ verdict, scattered });
  });

  it.each([
    [251, 1],
    [239, 0],
  ])('and so do the pages of a round: %i for 300 and 360', async (pages, within) => {
    // 13 % for one, 26 % for means of two and two: 85 pages of 330.
    const second = { workload: 'write', dirty_rate_set_pps: '1000', round: '1' };
    const rounds = roundsCsv(
      { ...second, pages_to_send: '300' },
      { ...second, rep: '2', pages_to_send: '360' },
    );
    const files = { [MIGRATIONS]: migrationsCsv(...ROWS), 'dom0-cap-rounds.csv': rounds };
    const found = await validate(inputOf(files), {
      ...faked(() => ({ liveSeconds: 9, downSeconds: 0.4, pages: [700, pages] })),
      replications: 2,
    });
    const { rounds: scored } = found.campaigns[0] ?? {};
    expect([scored?.points, scored?.within]).toEqual([1, within]);
  });
});
