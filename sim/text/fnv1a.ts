/** A short number that tells texts apart. */

const START = 0x811c9dc5;
const FACTOR = 0x01000193;

/** FNV-1a of 32 bits, a UTF-16 unit a step. @returns a whole number from 0. */
export function fnv1a(text: string): number {
  let hash = START;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), FACTOR);
  }
  return hash >>> 0;
}
