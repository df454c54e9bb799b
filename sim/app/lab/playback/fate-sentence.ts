/** What became of a guest whose migration something may have ended, in a sentence. */
import { whereOf, whyOf } from '../../../output/document/fate.ts';
import type { MigrationResult } from '../../../run/result/result.ts';
import { showQuantity } from '../../../text/quantity.ts';

/** @returns undefined for a run in which nothing may fail. */
export function fateSentence(result: MigrationResult): string | undefined {
  const { fate, downtimeSeconds } = result;
  if (fate === undefined) return undefined;
  const { outcome, bytesInVain, recoveries = 0 } = fate;
  const why = whyOf(fate);
  const after = why === undefined ? 'Nothing ended it before its time' : `After ${why}`;
  const hasMoved = outcome === 'runs-at-destination';
  const pause = hasMoved ? ` after it stood for ${downtimeSeconds.toFixed(3)} s` : '';
  const again = recoveries > 0 ? `; its connection was made again, ${recoveries} times` : '';
  const vain = bytesInVain > 0 ? `; ${showQuantity(bytesInVain, 'bytes')} were sent in vain` : '';
  return `${after}: ${whereOf(result)}${pause}${again}${vain}.`;
}
