/** A campaign is measured: every setting that the results do not have yet, one after another. */
import { migrate } from './migration.ts';
import type { Host } from './qemu.ts';
import type { Results } from './results.ts';
import type { Setting } from './setting.ts';

export interface MeasureOptions {
  /** How often each setting is measured. */
  readonly repetitions: number;
  readonly onProgress: (line: string) => void;
}

/**
 * Repetitions of a setting are not one after another: what disturbs the machine for a while
 * disturbs several settings a little. Each repetition has its own random numbers.
 * @throws Error when QEMU refuses something or a migration fails.
 */
export async function measure(
  host: Host,
  settings: readonly Setting[],
  results: Results,
  { repetitions, onProgress }: MeasureOptions,
): Promise<void> {
  const due = Array.from({ length: repetitions }, (_, i) => i + 1).flatMap((repetition) =>
    settings.map((setting) => ({ setting, repetition })),
  );
  for (const [at, { setting, repetition }] of due.entries()) {
    const name = `${setting.campaign} ${setting.number}, repetition ${repetition}`;
    const place = `${at + 1} of ${due.length}: ${name}`;
    if (results.has(setting, repetition)) {
      onProgress(`${place}: measured before`);
      continue;
    }
    const outcome = await migrate(host, setting, repetition);
    results.add(setting, repetition, outcome);
    const { status, reply, trace } = outcome;
    const after = reply['total-time'];
    const time = after === undefined ? '' : ` in ${after} ms`;
    const isCpuBound = trace.bigWaits > 0 && setting.linkMibPerSecond === undefined;
    onProgress(`${place}: ${status}${time}${isCpuBound ? ', bound by the CPU' : ''}`);
  }
}
