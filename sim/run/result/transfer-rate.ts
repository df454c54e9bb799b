/** The rate of a transfer, as all reports and imports state it. */

const BITS_PER_BYTE = 8;

/**
 * Bytes on the wire over the seconds in which they were written, in Mbit/s (10^6 bits a second);
 * undefined when no time passed.
 */
export function megabitsPerSecond(bytes: number, seconds: number): number | undefined {
  return seconds > 0 ? (bytes * BITS_PER_BYTE) / seconds / 1e6 : undefined;
}
