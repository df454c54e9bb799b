/** What holds of the fate of every migration that something may end before its time. */
import type { MigrationResult } from '../../run/result/result.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** Where the guest runs in the end. */
const AT_SOURCE = ['runs-at-source', 'resumed-at-source'];

/** After this long every migration has come to one end, whatever failed: the longest time-outs. */
const REST_SECONDS = 6 * 3600;

/** What is broken, in words; undefined when nothing is. */
export function brokenFate(
  scenario: Scenario,
  index: number,
  result: MigrationResult,
): string | undefined {
  const { fate, abandoned = false, totalSeconds, downtimeSeconds, mechanism } = result;
  const retries = scenario.migrations[index]?.retry?.times ?? 0;
  if (fate === undefined) return scenario.faults === undefined ? undefined : 'its fate is missing';
  const { outcome, failure, failedTries = [], later, bytesInVain, freedSeconds } = fate;
  if (totalSeconds > REST_SECONDS) return `it comes to no end in ${totalSeconds} s`;
  if (failedTries.length > retries) return 'it is tried too often';
  if (later !== undefined) return outcome === 'lost' ? undefined : 'it outlives what it died of';
  const isBack = AT_SOURCE.includes(outcome);
  if (isBack !== abandoned)
    return `its guest ${outcome}, and it ${abandoned ? 'is' : 'is not'} given up`;
  if (outcome === 'runs-at-source' && downtimeSeconds > 0 && mechanism === 'pre-copy') {
    return 'its guest was never stopped, and stood';
  }
  if (outcome === 'runs-at-destination') {
    const tried = failedTries.reduce((sum, each) => sum + each.bytesInVain, 0);
    if (bytesInVain !== tried) return 'what arrived is in vain';
    if (failure === undefined && result.stopReason === 'failed') return 'it failed and arrived';
  }
  if (isBack && retries > failedTries.length) return 'it is not tried again';
  if (freedSeconds !== null && freedSeconds + 1e-6 < totalSeconds && failure === undefined) {
    return 'its hosts are free before it ends';
  }
  return undefined;
}
