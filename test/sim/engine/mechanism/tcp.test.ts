/** TCP under loss, against the numbers of its paper and the time-outs of Linux. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossyBytesPerNs, repeatedAfterNs } from '../../../../sim/engine/mechanism/tcp.ts';

const MS = 1e6;
const SECOND = 1e9;

describe('the rate of a lossy connection', () => {
  it('is that of the square-root law where time-outs are rare', () => {
    // Mathis et al. 1997, one acknowledgement for two segments: 0.866 segments over RTT sqrt(p).
    const [loss, roundTripNs] = [1e-6, 100 * MS];
    const law = (Math.sqrt(3 / 4) * 1448) / (roundTripNs * Math.sqrt(loss));
    expect(lossyBytesPerNs(loss, roundTripNs) / law).toBeCloseTo(1, 2);
  });

  it('falls with loss and with the round trip', () => {
    const loss = fc.double({ min: 1e-6, max: 0.4, noNaN: true });
    const roundTrip = fc.integer({ min: 1000, max: SECOND });
    fc.assert(
      fc.property(loss, roundTrip, (p, ns) => {
        const rate = lossyBytesPerNs(p, ns);
        expect(rate).toBeGreaterThan(0);
        expect(lossyBytesPerNs(p * 1.1, ns)).toBeLessThan(rate);
        expect(lossyBytesPerNs(p, ns * 1.1)).toBeLessThan(rate);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

describe('the end of an outage', () => {
  it.each([
    [0.1, false, 0.2],
    [0.5, false, 0.6],
    [20, false, 25.4],
    [300, false, 324.6],
    [0.5, true, 1],
    [20, true, 31],
  ])('of %d s is noticed (opening: %s) after %d s', (outage, opens, seconds) => {
    expect(repeatedAfterNs(outage * SECOND, opens) / SECOND).toBeCloseTo(seconds, 9);
  });

  it('is noticed within as long again, or within 2 min', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 1e5, noNaN: true }), (seconds) => {
        const late = repeatedAfterNs(seconds * SECOND, false) / SECOND - seconds;
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThanOrEqual(Math.min(seconds + 0.2, 120));
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
