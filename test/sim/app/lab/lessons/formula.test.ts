/** Done when: the formula of the lessons, worked out by hand, meets the simulation. */
import { describe, expect, test } from 'vitest';
import { drawSettings, sourceOf } from '../../../../../sim/app/lab/lessons/draw.ts';
import { byHand, type GuestSetting } from '../../../../../sim/app/lab/lessons/formula.ts';
import { migrationOf } from '../../../../support/lesson-run.ts';

const WITHIN = 0.2;

/** Whether both times are within 20 % of the simulation's. */
function isMet(setting: GuestSetting, isExpected: boolean): boolean {
  const { totalSeconds, downtimeSeconds } = migrationOf(sourceOf(setting, isExpected));
  const said = byHand(setting);
  const total = Math.abs(said.totalSeconds / totalSeconds - 1);
  const down = Math.abs(said.downtimeSeconds / downtimeSeconds - 1);
  if (Math.max(total, down) > WITHIN && process.env.SHOW)
    console.log(JSON.stringify(setting), total, down);
  return Math.max(total, down) <= WITHIN;
}

describe('the formula of the lessons', () => {
  test('ten settings at random, page by page: both times within 20 % for nine and more', () => {
    const met = drawSettings(10, 10).filter((setting) => isMet(setting, false));
    expect(met.length).toBeGreaterThanOrEqual(9);
  });

  test('of a hundred settings, expected values: at least 95', () => {
    const met = drawSettings(100, 100).filter((setting) => isMet(setting, true));
    expect(met.length).toBeGreaterThanOrEqual(95);
  });
});
