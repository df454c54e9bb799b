/** What a receiver's work costs where the guest's memory is the process's own, as in QEMU. */
import type { ParameterValues } from './parameters.ts';

/** Nothing is created, mapped or pinned. */
export function qemuCosts(parameters: ParameterValues): ParameterValues {
  return {
    ...parameters,
    destinationCreateCpu: 0,
    destinationCreateWait: 0,
    destinationCpuPerBatch: 0,
    destinationCpuPerMappedPage: 0,
    destinationCpuPerFinish: 0,
  };
}
