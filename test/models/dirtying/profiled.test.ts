/** Dirty profiles: how closely classes of pages and guests of them meet what was measured. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type PageClass,
  type ProfilePoint,
  pageClasses,
  pagesDirtied,
} from '../../../models/dirtying/page-classes.ts';
import { ProfiledPages } from '../../../models/dirtying/profiled.ts';
import { nathanPoints } from '../../../models/workload/nathan.ts';
import { RandomStream } from '../../../sim/engine/kernel/random.ts';
import { GuestMemory } from '../../../sim/engine/machine/memory/guest-memory.ts';
import { quantile } from '../../../sim/study/fit/statistics.ts';
import { readCsv } from '../../../sim/text/csv.ts';
import { countDirty } from '../../support/count-dirty.ts';

const FILE = 'scenarios/measured/nathan-profiles.csv';

/** The shipped profiles, by workload. */
function shipped(): Map<string, ProfilePoint[]> {
  const { rows } = readCsv(readFileSync(FILE, 'utf8'), FILE);
  return new Map(
    rows.map(({ cells }) => {
      const [name, um, ...others] = cells as [string, ...string[]];
      const un = others.slice(0, 10).map(Number);
      const points = nathanPoints({ um: Number(um), un, maxWws: Number(others[10]) });
      return [name, points.map((at) => ({ windowSeconds: at.windowNs / 1e9, pages: at.pages }))];
    }),
  );
}

const relative = (value: number, of: number): number => Math.abs(value / of - 1);

/** A guest of these classes whose writes are logged. */
function guestOf(classes: readonly PageClass[], seed: string) {
  const pages = classes.reduce((sum, each) => sum + each.pages, 0);
  const memory = new GuestMemory({ pages: pages + 100, slackPages: 28, scan: 'plain' });
  memory.startLogging();
  const region = { firstPfn: 50, pages };
  const guest = new ProfiledPages(classes, region, new RandomStream(seed), memory);
  return { guest, memory };
}

describe('the classes of a measured profile', () => {
  const profiles = shipped();

  it('meet the shipped ones with a median error of 3.5 %, nine points of ten within 14 %', () => {
    const errors = [...profiles.values()].flatMap((points) => {
      const classes = pageClasses(points);
      return points.map((at) => relative(pagesDirtied(classes, at.windowSeconds), at.pages));
    });
    expect(errors.length).toBeGreaterThan(300);
    expect(quantile(errors, 0.5)).toBeLessThan(0.035);
    expect(quantile(errors, 0.9)).toBeLessThan(0.14);
  });

  it('meet any sum of two classes within 5 %', () => {
    const size = fc.integer({ min: 500, max: 50_000 });
    const tau = fc.double({ min: 0.1, max: 30, noNaN: true });
    const windows = [0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 60, 120];
    fc.assert(
      fc.property(size, tau, size, tau, (pages, tauSeconds, more, other) => {
        const real: PageClass[] = [
          { pages, tauSeconds, order: 'uniform' },
          { pages: more, tauSeconds: other, order: 'uniform' },
        ];
        const points = windows.map((windowSeconds) => {
          return { windowSeconds, pages: pagesDirtied(real, windowSeconds) };
        });
        const classes = pageClasses(points);
        for (const at of points) {
          expect(relative(pagesDirtied(classes, at.windowSeconds), at.pages)).toBeLessThan(0.05);
        }
      }),
    );
  });
});

describe('a guest with a profile', () => {
  it.each(['rubis-ws-300C', 'kernel-2', 'tar-1024'])('of %s dirties U(t) in t', (name) => {
    const classes = pageClasses(shipped().get(name) as ProfilePoint[]);
    for (const windowSeconds of [0.1, 1, 5]) {
      const due = pagesDirtied(classes, windowSeconds);
      const counts = Array.from({ length: 8 }, (_, seed) => {
        const { guest, memory } = guestOf(classes, `${name} ${seed}`);
        guest.advance(windowSeconds / 2);
        guest.advance(windowSeconds / 2);
        return countDirty(memory);
      });
      const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
      // The number is a sum of independent pages, so its variance is at most its mean.
      expect(Math.abs(mean - due)).toBeLessThan(4 * Math.sqrt(due / counts.length) + 1);
    }
  });
});
