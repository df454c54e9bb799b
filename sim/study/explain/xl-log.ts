/** What the text of an xl log says of the hosts. Source: xg_sr_save.c, xg_sr_restore.c. */
import type { Known } from './known.ts';

const VERSION = /(?:from|on) Xen (4\.\d{1,2})/;
const SAVED = /dom (\d{1,5}), flags/;
const RESTORED = /dom (\d{1,5}), hvm \d, stream_type/;
const LAST_FRAME = /max_mfn (0x[0-9a-f]{1,12})/g;

/**
 * The version of Xen, and whether both ends are one host: its next domain is the restored one, and
 * both ends have as much memory.
 */
export function hostsInLog(text: string): Pick<Known, 'xenVersion' | 'isLocal'> {
  const [saved, restored] = [SAVED, RESTORED].map((line) => Number(line.exec(text)?.[1]));
  const frames = [...text.matchAll(LAST_FRAME)].map(([, last]) => last);
  const isOneSize = frames.length > 1 && new Set(frames).size === 1;
  return { xenVersion: VERSION.exec(text)?.[1], isLocal: isOneSize && restored === saved! + 1 };
}
