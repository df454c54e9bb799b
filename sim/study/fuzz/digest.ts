/** A short number that tells results apart. */

const FNV_START = 0x811c9dc5;
const FNV_FACTOR = 0x01000193;

/** FNV-1a of 32 bits over the text of a value, a character a step. */
export function hashOf(value: unknown): number {
  const text = JSON.stringify(value);
  let hash = FNV_START;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), FNV_FACTOR);
  }
  return hash >>> 0;
}
