/** What a template makes of a sweep is what loading each of its points makes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { openSweep } from '../../../sim/scenario/load.ts';
import { patched, templateOf } from '../../../sim/scenario/point-template.ts';

const AXES = {
  'source.dom0.cap': { from: '10 %', to: '100 %', by: '10 %' },
  'vm.memory': { from: '64 MiB', to: '1 GiB', count: 9, scale: 'log' },
  'vm.workload.rate': ['1 pages/s', '3000 pages/s', '250 pages/s', '70 pages/s'],
  'vm.workload.workingSet': { from: '1 MiB', to: '60 MiB', count: 11 },
  'parameters.dom0Background': { from: '0 %', to: '3 %', count: 4 },
  'vm.policy': [{ name: 'xen-3.2' }, { name: 'xen-4', maxRounds: 3 }],
  kind: {
    light: { 'vm.weight': 100, seed: 7 },
    slow: { 'destination.dom0.cap': '20 %', 'vm.vcpus': 2 },
  },
} as const;

/** Points are drawn as well, so that the file has spreads. */
function opened(axes: object, more: object = {}) {
  const tree = {
    title: 'Template',
    hosts: { source: {}, destination: {} },
    guests: {
      vm: {
        host: 'source',
        memory: '64 MiB',
        workload: { kind: 'write', rate: '10 pages/s..20 pages/s', workingSet: '1 MiB' },
      },
    },
    migrations: [{ guest: 'vm', to: 'destination' }],
    sweep: { axes, ...more },
  };
  return openSweep(JSON.stringify(tree), 'x.yaml', { profiles: PROFILES });
}

const names = fc.subarray(Object.keys(AXES) as (keyof typeof AXES)[], { minLength: 2 });

it('gives the scenario of each point, or there is none', () => {
  let templates = 0;
  fc.assert(
    fc.property(names, fc.nat(), (chosen, start) => {
      const sweep = opened(Object.fromEntries(chosen.map((name) => [name, AXES[name]])));
      const template = templateOf(sweep);
      if (template === undefined) return;
      templates += 1;
      for (let each = 0; each < 20; each += 1) {
        const point = (start + each * 7919) % sweep.points;
        const made = patched(template.base, template.places, template.valuesAt([point]));
        expect(made).toEqual(sweep.scenarioAt(point));
      }
    }),
    { seed: 24, numRuns: 12 },
  );
  expect(templates).toBeGreaterThan(5);
});

it('gives the points of a Latin hypercube', () => {
  const axes = {
    'vm.memory': { from: '64 MiB', to: '1 GiB' },
    'source.dom0.cap': { from: '10 %', to: '100 %' },
    'vm.policy': [{ name: 'xen-3.2' }, { name: 'xen-4' }],
  };
  const sweep = opened(axes, { latinHypercube: { points: 300 } });
  const template = templateOf(sweep);
  expect(template).toBeDefined();
  for (let point = 0; template !== undefined && point < 300; point += 7) {
    const made = patched(template.base, template.places, template.valuesAt([point]));
    expect(made).toEqual(sweep.scenarioAt(point));
  }
});

it('is not there where values do not go together', () => {
  const sets = { from: '1 MiB', to: '200 MiB', count: 20 };
  const memory = ['1 GiB', '512 MiB', '64 MiB'];
  const axes = { 'vm.memory': memory, 'vm.workload.workingSet': sets };
  const sweep = opened({ ...axes, 'source.dom0.cap': AXES['source.dom0.cap'] });
  expect(() => sweep.scenarioOf([2, 19, 0])).toThrow();
  expect(templateOf(sweep)).toBeUndefined();
});
