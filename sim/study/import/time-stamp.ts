/**
 * The time at the head of a log's line. Only differences matter, so that neither zone nor century
 * count; all forms are turned into seconds.
 */

/** `22.951606 `, as a stamper on a monotonic clock writes it, also `[   22.951606] `. */
const SECONDS = /^\[? {0,12}(\d{1,12}\.\d{1,9})[\] ]/;
/** `2012-03-09 13:37:12`, `[2012-03-09T13:37:12.345678Z`; a comma may replace the point. */
const DATE = /^\[?(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?=[\] Z+-])/;
/** `Mar  9 13:37:12`, as syslog and `ts` write it. */
const MONTH = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? /;

/** `Mon Sep  9 19:50:24 2013`, as C's ctime and Ganeti write it. */
const WEEKDAY =
  /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? \d{4} /;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const DAY_SECONDS = 86_400;

/** The stamp of a line in seconds since an arbitrary time; undefined when it has none. */
export function stampSeconds(line: string): number | undefined {
  const seconds = SECONDS.exec(line)?.[1];
  if (seconds !== undefined) return Number(seconds);
  const date = DATE.exec(line);
  if (date !== null) {
    const day = dayNumber(Number(date[1]), Number(date[2]), Number(date[3]));
    return day * DAY_SECONDS + clock(date.slice(4));
  }
  const month = MONTH.exec(line) ?? WEEKDAY.exec(line);
  const index = MONTHS.indexOf(month?.[1] ?? '');
  if (month === null || index < 0) return undefined;
  const day = dayNumber(LEAP_YEAR, index + 1, Number(month[2]));
  return day * DAY_SECONDS + clock(month.slice(3));
}

/**
 * Seconds between two stamps, in whole microseconds as they were written; null when one is missing
 * or the clock went back.
 */
export function secondsBetween(early: number | undefined, late: number | undefined): number | null {
  if (early === undefined || late === undefined || late < early) return null;
  return Math.round((late - early) * 1e6) / 1e6;
}

/** A year in which every date of any year exists. */
const LEAP_YEAR = 2000;

function clock([hour, minute, second, fraction = '']: readonly (string | undefined)[]): number {
  const whole = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return whole + Number(`0.${fraction}0`);
}

/** Days before the first of March 2000, so that seconds since then have all their microseconds. */
const EPOCH_DAYS = 730_485;

/** Days since a fixed one. Its years begin in March, so that a leap day ends one. */
function dayNumber(year: number, month: number, day: number): number {
  const since = month > 2 ? year : year - 1;
  const inYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(since / 4) - Math.floor(since / 100) + Math.floor(since / 400);
  return since * 365 + leapDays + inYear - EPOCH_DAYS;
}
