/** Runs of scenarios with ranges: what was drawn is stated, and set in its place gives the same. */
import { expect, test } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario, type SetOption } from '../../../sim/scenario/load.ts';

const TEXT = `title: A guest of which little is known
parameters: {sourceCpuPerPage: 10 us..40 us log, connectCpu: 20 ms +- 2 ms}
hosts: {source: {dom0: {cap: 40 %..80 %}}, destination: {}}
guests:
  vm:
    host: source
    memory: 16 MiB
    workload: {kind: write, rate: 4 MB/s..5 MB/s..9 MB/s, workingSet: 1 MiB..2 MiB}
migrations: [{guest: vm, to: destination}]
`;

function scenarioOf(set: SetOption[] = []) {
  return loadScenario(TEXT, 'x.yaml', { profiles: PROFILES, set }).scenario;
}

test.each(['page-exact', 'expected'])('%s', (fidelity) => {
  const set = [{ path: 'fidelity', value: fidelity }];
  const { drawn: values = [], ...alike } = run(scenarioOf(set));
  expect(values.map(({ path }) => path)).toEqual([
    'parameters.sourceCpuPerPage',
    'parameters.connectCpu',
    'hosts.source.dom0.cap',
    'guests.vm.workload.rate',
    'guests.vm.workload.workingSet',
  ]);
  const written = values.map(({ path, value }) => ({ path, value: String(value) }));
  expect(run(scenarioOf([...set, ...written]))).toEqual(alike);
});
