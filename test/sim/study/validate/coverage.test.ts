/** How many measured times lie in their intervals, and the margins that they imply. */
import { expect, test } from 'vitest';
import { isForMargins } from '../../../../sim/study/validate/coverage.ts';
import { selectCampaigns } from '../../../../sim/study/validate/select.ts';
import { validate } from '../../../../sim/study/validate/validate.ts';
import { campaignOf, faked, migrationsCsv, shelf } from './support.ts';

/** Times of 2.00, 2.01, ... s with downtimes of 0.5 s, one for each seed. */
const fakes = faked(({ seed }) => {
  const number = Number(String(seed).split('/')[1] ?? 1);
  return { liveSeconds: 1.49 + number / 100, downSeconds: 0.5, pages: [] };
});

const caps = ['100', '90', '80', '70', '60', '50', '40', '30'];
const times = ['2.2', '2.1', '2.3', '9.9', '2.2', '2.25', '0.1', '2.2'];
const csv = migrationsCsv(
  ...caps.map((cap, index) => ({
    dom0_cap_pct: cap,
    domu_cap_pct: '35',
    migration_time_s: times[index] ?? '',
    downtime_dom0_s: '0.5',
  })),
);
const selection = selectCampaigns([campaignOf('xen417-dom0-cap')], [], {
  shipped: shelf('shipped', { 'dom0-cap-migrations.csv': csv }),
});

test('what lies within is counted, and what the margins are not from apart', async () => {
  const { campaigns, draws, margins = [] } = await validate(selection, { ...fakes, draws: 40 });
  expect(draws).toBe(40);
  const [campaign] = campaigns;
  const rows = campaign?.rows ?? [];
  const total = campaign?.coverage?.find(({ quantity }) => quantity === 'totalSeconds');
  const within = rows.filter(({ intervals, measured: { totalSeconds = 0 } }) => {
    const { low, high } = intervals?.totalSeconds ?? { low: 0, high: 0 };
    return low <= totalSeconds && totalSeconds <= high;
  });
  expect(rows).toHaveLength(8);
  expect([total?.points, total?.within]).toEqual([8, within.length]);
  // 9.9 and 0.1 s are far from 2.0 to 2.4 s, the others in the midst.
  expect(within).toHaveLength(6);
  const unseen = rows.filter(({ label }) => !isForMargins(label));
  expect(total?.unseen.points).toBe(unseen.length);
  expect(unseen.length).toBeGreaterThan(0);
  expect(unseen.length).toBeLessThan(8);
  const seen = rows.filter(({ label }) => isForMargins(label));
  const measured = seen.map(({ measured: { totalSeconds = 0 } }) => totalSeconds);
  const implied = margins.find(({ quantity }) => quantity === 'total');
  // The quantiles of 2.00, 2.01, ..., 2.39 s; of so few values the margin is the largest excess.
  const [low, high] = [2 + 0.05 * 0.39, 2 + 0.95 * 0.39];
  expect(implied?.points).toBe(seen.length);
  expect(implied?.above.seconds).toBeCloseTo(Math.max(0, Math.max(...measured) - high), 9);
  expect(implied?.below.share).toBeCloseTo(Math.max(0, low - Math.min(...measured)) / low, 9);
});

test('without intervals nothing is said of them', async () => {
  const report = await validate(selection, fakes);
  expect(report).not.toHaveProperty('draws');
  expect(report.campaigns[0]).not.toHaveProperty('coverage');
  expect(report.campaigns[0]?.rows[0]).not.toHaveProperty('intervals');
});
