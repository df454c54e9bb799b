/** A rack that is emptied while things fail: every guest is accounted for, in data and in words. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../../models/machine/registry.ts';
import { runDocument } from '../../../../../sim/output/document/run.ts';
import { renderText } from '../../../../../sim/output/text/render.ts';
import { run } from '../../../../../sim/run/run.ts';
import { loadScenario } from '../../../../../sim/scenario/load.ts';

const PATH = 'scenarios/faults/evacuate-under-faults.yaml';

describe('40 guests that leave while the uplink drops and one of their hosts dies', () => {
  const { scenario } = loadScenario(readFileSync(PATH, 'utf8'), PATH, { profiles: PROFILES });
  const result = run(scenario, { verify: true });
  const { migrations } = result;
  const ofDead = migrations.filter((_, index) => index % 4 === 2);

  it('are lost with the host that they had reached, and run everywhere else', () => {
    expect(migrations).toHaveLength(40);
    const lost = migrations.filter(({ fate }) => fate?.outcome === 'lost');
    const others = migrations.filter((each) => !lost.includes(each));
    expect(others.every(({ fate }) => fate?.outcome === 'runs-at-destination')).toBe(true);
    expect(lost.every(({ fate }) => fate?.later?.fault === 'host-crash')).toBe(true);
    // Those had come before the host died, and all of them were on it.
    for (const { destination, startSeconds, totalSeconds } of lost) {
      expect(destination).toBe('new-3');
      expect(startSeconds + totalSeconds).toBeLessThan(32);
    }
    expect(ofDead.filter(({ destination }) => destination === 'spare')).toHaveLength(4);
    expect(ofDead).toHaveLength(lost.length + 4);
  });

  it('stand still no longer than they do without an outage, since none stood then', () => {
    const waited = migrations.filter(({ totalSeconds }) => totalSeconds > 20);
    expect(waited.length).toBeGreaterThan(8);
    for (const { downtimeSeconds } of migrations) expect(downtimeSeconds).toBeLessThan(0.7);
  });

  it('are all in the report, by what became of them', () => {
    const text = renderText(runDocument(result, { scenario }));
    for (const { guest } of migrations) expect(text).toMatch(new RegExp(`^${guest} `, 'mu'));
    expect(text).toMatch(/^runs-at-destination +34 /mu);
    expect(text).toMatch(/^lost +6 +vm-3, vm-7, /mu);
    expect(text).toContain('Of 40 guests: 34 runs-at-destination, 6 lost.');
    const retried = migrations.filter(({ fate }) => fate?.failedTries !== undefined);
    expect(retried).toHaveLength(4);
  });
});
