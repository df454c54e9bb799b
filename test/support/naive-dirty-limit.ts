/** QEMU's dirty-limit on one virtual CPU, written write by write. */

export interface NaiveLimit {
  readonly writesPerSecond: number;
  /** Written one after the other, again and again. */
  readonly pages: number;
  readonly quotaMib: number;
  readonly periodMs: number;
  readonly ringPages: number;
  readonly seconds: number;
}

/** Writes in all, and the sleep after each period, us. */
export function naiveDirtyLimit(given: NaiveLimit): { writes: number; sleepsUs: number[] } {
  const { writesPerSecond, pages, quotaMib, periodMs, ringPages, seconds } = given;
  const writeUs = 1e6 / writesPerSecond;
  const endUs = seconds * 1e6;
  const periodUs = periodMs * 1000;
  let ring = new Set<number>();
  let nowUs = 0;
  let writes = 0;
  let counted = 0;
  let sleepUs = 0;
  let most = 0;
  let nextUs = periodUs;
  const sleepsUs: number[] = [];
  while (nowUs + writeUs <= endUs) {
    nowUs += writeUs;
    ring.add(writes % pages);
    writes += 1;
    if (sleepUs > 0 && ring.size >= ringPages - 576) {
      counted += ring.size;
      ring = new Set();
      nowUs += sleepUs;
    }
    if (nowUs < nextUs || nowUs > endUs) continue;
    counted += ring.size;
    ring = new Set();
    const rate = Math.floor((Math.floor(counted / 256) * 1000) / periodMs);
    counted = 0;
    nextUs = Math.max(nowUs, nextUs) + periodUs;
    const off = Math.abs(rate - quotaMib);
    if (off > 25) {
      if (rate === 0) sleepUs = 0;
      else {
        most = Math.max(most, rate);
        const fullUs = Math.floor(((ringPages / 256) * 1e6) / most);
        const percent = Math.floor((100 * off) / Math.max(rate, quotaMib));
        const change = percent > 50 ? (fullUs * percent) / (100 - percent) : fullUs / 10;
        sleepUs += Math.floor(change) * (rate > quotaMib ? 1 : -1);
        sleepUs = Math.max(0, Math.min(sleepUs, 99 * fullUs));
      }
    }
    sleepsUs.push(sleepUs);
  }
  return { writes, sleepsUs };
}
