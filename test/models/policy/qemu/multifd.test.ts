/** What multifd is in each release, and what it does not go with. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { RELEASES } from '../../../../models/policy/fields.ts';
import { channelRules } from '../../../../models/policy/qemu/multifd.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';

const load = (policy: Readonly<Record<string, unknown>>) => {
  const tree = {
    title: 'channels',
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '32 MiB' } },
    migrations: [{ guest: 'vm', to: 'b', policy: { name: 'qemu', ...policy } }],
  };
  return loadScenario(JSON.stringify(tree), 'channels.yaml', { profiles: PROFILES });
};

describe('multifd', () => {
  it('has the threads of channels look for zeros, and meet once a round, in later releases', () => {
    const rules = RELEASES.map((release) => channelRules({ channels: 2 }, release));
    expect(rules.map(({ zeroPagesOn }) => zeroPagesOn)).toEqual([
      ...['main', 'main'],
      ...['channels', 'channels'],
    ]);
    expect(rules.map(({ meets }) => meets)).toEqual(['burst', 'round', 'round', 'round']);
    expect(rules.map(({ spins, countsWhole }) => spins && countsWhole)).toEqual([
      ...[true, false, false, false],
    ]);
    const legacy = channelRules({ channels: 2, zeroPageDetection: 'legacy' }, '10.2');
    expect(legacy.zeroPagesOn).toBe('main');
  });

  it.each([
    [{ release: '8.2', multifd: { compression: 'qatzip' } }, /8\.2 does not have `qatzip`; 9\.2/u],
    [{ release: '8.2', multifd: { zeroPageDetection: 'multifd' } }, /does not have `multifd`; 9/u],
    [{ multifd: {}, xbzrle: {} }, /know of no cache: not with `multifd`/u],
    [{ multifd: {}, postCopy: { after: '1 s' } }, /not with `postCopy` before release 10\.2/u],
    [
      { release: '10.2', multifd: { compression: 'zstd' }, postCopy: { after: '1 s' } },
      /post-copy sends pages whole/u,
    ],
    [{ multifd: { compression: 'qpl' } }, /zlib.*zstd.*qatzip/u],
    [{ multifd: { channels: 0 } }, /from 1 to 255/u],
  ])('refuses %j', (policy, message) => {
    expect(() => load(policy)).toThrow(message);
  });

  it('allows what a release has', () => {
    const loaded = load({ release: '9.2', multifd: { compression: 'qatzip' } });
    expect(loaded.scenario.migrations[0]?.policy).toMatchObject({
      multifd: { channels: 2, compression: 'qatzip' },
    });
    expect(() => load({ release: '8.2', multifd: { zeroPageDetection: 'legacy' } })).not.toThrow();
    expect(() => load({ release: '10.2', multifd: {}, postCopy: { after: '1 s' } })).not.toThrow();
    expect(() =>
      load({ release: '7.2', multifd: { compression: 'zlib' }, tls: true }),
    ).not.toThrow();
  });
});
