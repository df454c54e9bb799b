/** What is wrong with the disks of guests that move, and what of it is hardly meant. */

import { shippedPolicyOf, systemOf } from '../../models/policy/index.ts';
import { largestOf } from '../engine/kernel/lists.ts';
import { BITS_PER_BYTE, BYTES_PER_NS, NS_PER_SECOND } from '../engine/kernel/unit.ts';
import { dirtiedPerNs } from '../engine/mechanism/local-disk.ts';
import { showQuantity } from '../text/quantity.ts';
import { quote } from '../text/suggest.ts';
import { type Finding, own } from '../text/tree.ts';
import { type Draft, parameterOf } from './scenario.ts';

/** A local disk comes along by a mirror, and only QEMU's policies have one. */
export function checkDisks({ file }: Draft): Finding[] {
  return file.migrations.flatMap(({ guest, mechanism, policy, transport, mirror }, index) => {
    const path = ['migrations', index, 'mirror'];
    const local = Object.entries(own(file.guests, guest)?.disks ?? {}).filter(
      ([, { shared }]) => !shared,
    );
    const [name] = local[0] ?? [];
    const at = ['guests', guest, 'disks', ...(name === undefined ? [] : [name])];
    const isQemus = mechanism === 'pre-copy' && systemOf(policy) === 'qemu';
    if (mirror === undefined) {
      if (name === undefined) return [];
      const message = `the disk ${quote(name)} of ${quote(guest)} is local: it would stay behind`;
      const hint = isQemus
        ? 'say `mirror: {}` in its migration, or `shared: true` of the disk'
        : 'only QEMU mirrors it; say `shared: true` of the disk if both hosts reach it';
      return [{ path: at, atKey: true, message, hint }];
    }
    const hint = 'leave it out';
    if (!isQemus) return [{ path, message: "`mirror` is of QEMU's pre-copy", hint }];
    if (transport.kind !== 'pipeline') {
      return [{ path, message: '`mirror` needs `transport: pipeline`', hint }];
    }
    if (name !== undefined) return [];
    return [
      { path, message: `${quote(guest)} has no local disk to mirror`, hint: 'give it `disks`' },
    ];
  });
}

/** Mirrors that will not be ready, at what they can have at most. */
export function aboutDisks(draft: Draft): Finding[] {
  const { guests, migrations, links } = draft.file;
  const efficiency = (parameterOf(draft, 'linkEfficiency') ?? 100) / 100;
  const profileRate = parameterOf(draft, 'linkRate') ?? Infinity;
  const linkRates = links?.map(({ bitsPerSecond = profileRate }) => bitsPerSecond) ?? [profileRate];
  const linkPerNs = largestOf(linkRates) * BYTES_PER_NS * efficiency;
  return migrations.flatMap(({ guest, policy, mirror }) => {
    if (mirror === undefined) return [];
    const memoryLimit = shippedPolicyOf(policy)?.pace([], false);
    const { granuleBytes, bitsPerSecond = memoryLimit ?? Infinity } = mirror;
    const jobPerNs = Math.min(bitsPerSecond * BYTES_PER_NS, linkPerNs);
    return Object.entries(own(guests, guest)?.disks ?? {}).flatMap(([name, disk]) => {
      const { shared, workingSetBytes, bytesPerNs = Infinity } = disk;
      const dirtied = dirtiedPerNs({ name, ...disk }, granuleBytes);
      const most = Math.min(jobPerNs, bytesPerNs);
      const left = workingSetBytes * (1 - most / dirtied);
      if (shared || !(left >= granuleBytes)) return [];
      const [writes, copies] = [dirtied, most].map((each) =>
        showQuantity(each * BITS_PER_BYTE * NS_PER_SECOND, 'bit/s'),
      );
      const message =
        `its mirror copies ${copies} at most and the guest dirties ${writes}: it will not be ` +
        'ready';
      const hint = 'smaller writes than a granule count as one; see `writeSize` and `granularity`';
      return [{ path: ['guests', guest, 'disks', name], atKey: true, message, hint }];
    });
  });
}
