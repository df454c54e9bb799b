/** Disks of a guest and their mirrors: what is refused, and what is warned of. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { loadScenario, type SetOption } from '../../../sim/scenario/load.ts';
import { showMistake } from '../../../sim/text/problem.ts';
import { mistakesOf } from './support.ts';

interface Made {
  readonly disks?: string;
  readonly how?: string;
}

const QEMU = 'policy: {name: qemu, maxBandwidth: 400 MiB/s}';

function load(
  { disks = '{vda: {size: 1 GiB}}', how = `${QEMU}, mirror: {}` }: Made = {},
  set: readonly SetOption[] = [],
) {
  const text = [
    'title: Disks',
    'machine: kvm-2024-10g',
    'hosts: {a: {}, b: {}}',
    `guests: {vm: {host: a, memory: 1 GiB, disks: ${disks}}}`,
    `migrations: [{guest: vm, to: b, ${how}}]`,
  ];
  return loadScenario(text.join('\n'), 'x.yaml', { profiles: PROFILES, set });
}

const refusal = (made: Made): string => mistakesOf(() => load(made)).join('\n');
const warnings = (made: Made): string[] => load(made).warnings.map(showMistake);

describe('a local disk', () => {
  it('is mirrored by QEMU', () => {
    const { scenario } = load();
    expect(scenario.guests.vm?.disks).toEqual({
      vda: {
        ...{ sizeBytes: 2 ** 30, shared: false, bytes: 2 ** 30, workingSetBytes: 2 ** 30 },
        ...{ writesPerNs: 0, writeBytes: 65_536 },
      },
    });
    expect(scenario.migrations[0]?.mirror).toEqual({ inTurn: false, granuleBytes: 65_536 });
  });

  it('and its mirror are set by the name of the guest', () => {
    const { scenario } = load({}, [
      { path: 'vm.mirror.bandwidth', value: '1 Gbit/s' },
      { path: 'vm.disks.vda.writes', value: '8 Gbit/s' },
    ]);
    expect(scenario.migrations[0]?.mirror?.bitsPerSecond).toBe(1e9);
    expect(scenario.guests.vm?.disks?.vda?.writesPerNs).toBe(1);
  });

  it('is not forgotten', () => {
    expect(refusal({ how: QEMU })).toBe(
      'x.yaml:4:47: the disk `vda` of `vm` is local: it would stay behind ' +
        '(say `mirror: {}` in its migration, or `shared: true` of the disk)',
    );
    expect(refusal({ how: 'policy: {name: xen-4}' })).toContain('only QEMU mirrors it');
    expect(warnings({ how: QEMU, disks: '{vda: {size: 1 GiB, shared: true}}' })).toEqual([]);
  });

  it.each([
    ['a Xen policy', { how: 'policy: {name: xen-4}, mirror: {}' }, "is of QEMU's pre-copy"],
    ['post-copy', { how: 'mechanism: post-copy, mirror: {}' }, "is of QEMU's pre-copy"],
    ['no pipeline', { how: `${QEMU}, transport: ideal, mirror: {}` }, 'transport: pipeline'],
    ['none', { disks: '{}' }, '`vm` has no local disk to mirror'],
    ['a shared one', { disks: '{vda: {size: 1 GiB, shared: true}}' }, 'no local disk'],
    ['more data than size', { disks: '{vda: {size: 1 GiB, allocated: 2 GiB}}' }, 'above `size`'],
    ['more writes', { disks: '{vda: {size: 1 GiB, workingSet: 2 GiB}}' }, 'what is allocated'],
    ['an odd granule', { how: `${QEMU}, mirror: {granularity: 48 KiB}` }, 'power of two'],
  ])('is not mirrored with %s', (_, made, message) => {
    expect(refusal(made)).toContain(message);
  });
});

describe('a mirror that will not be ready', () => {
  const small = 'writes: 40 MiB/s, writeSize: 4 KiB, workingSet: 512 MiB';

  it('is warned of, small writes as what they dirty', () => {
    expect(warnings({ disks: '{vda: {size: 1 GiB, writes: 300 MiB/s}}' })).toEqual([]);
    expect(warnings({ disks: `{vda: {size: 1 GiB, ${small}}}` })[0]).toContain(
      'its mirror copies 3.355 Gbit/s at most and the guest dirties 5.369 Gbit/s',
    );
  });

  it('is warned of by what bounds it', () => {
    const disks = '{vda: {size: 1 GiB, writes: 300 MiB/s}}';
    const limited = `${QEMU}, mirror: {bandwidth: 200 MiB/s}`;
    expect(warnings({ disks, how: limited })[0]).toContain('at most');
    const slow = '{vda: {size: 1 GiB, writes: 300 MiB/s, rate: 250 MiB/s}}';
    expect(warnings({ disks: slow })[0]).toContain('it will not be ready');
    const few = '{vda: {size: 1 GiB, writes: 300 MiB/s, rate: 250 MiB/s, workingSet: 64 KiB}}';
    expect(warnings({ disks: few })).toEqual([]);
  });
});
