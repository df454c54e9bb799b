/** Texts that people posted, and layouts from sources: what each says, and what it hides. */
import { describe, expect, it } from 'vitest';
import { importText } from '../../../../sim/study/import/import.ts';
import { fixture, REPORTS } from './fixtures.ts';
import { LAYOUTS } from './layouts.ts';
import { POSTED } from './posted-reports.ts';

const KIB = 1024;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What each report says, as its author's text has it. */
const RIGHT: Readonly<
  Record<string, { readonly says: readonly object[]; readonly warns?: RegExp }>
> = {
  'domjobinfo-nova-32g.txt': {
    says: [
      {
        outcome: 'unknown',
        stated: {
          elapsedSeconds: 294.154,
          sentBytes: Math.round(32.196 * GIB),
          remainingBytes: Math.round(26.287 * GIB),
          memoryBytes: Math.round(32.009 * GIB),
          bytesPerSecond: Math.round(101.96 * MIB),
          dirtyPagesPerSecond: 31_340,
          syncs: 2,
        },
      },
    ],
    warns: /31340 pages\/s are 122\.4 MiB\/s, and 102\.0 MiB\/s are sent: it will not end/,
  },
  'proxmox-4g-task.log': {
    says: [
      {
        outcome: 'completed',
        totalSeconds: 9,
        downtimeSeconds: 0.073,
        memoryPages: 2 ** 20,
        stated: { downtimeLimitSeconds: 0.1, elapsedSeconds: 8, sentBytes: 2.5 * GIB },
      },
    ],
    warns: /457\.0 MiB\/s is the memory over the time/,
  },
  'hmp-vfio-downtime-over-limit.txt': {
    says: [
      {
        totalSeconds: 5.927,
        downtimeSeconds: 0.483,
        pagesSent: 201_300,
        zeroPages: 8_192_488,
        bytesSent: 883_709 * KIB,
        memoryPages: 33_571_656 / 4,
        stated: {
          setupSeconds: 0.078,
          downtimeBytes: 398_313 * KIB,
          vfioBytes: 4496 * KIB,
          syncs: 3,
        },
      },
    ],
  },
  'hmp-1tib-multifd.txt': {
    says: [
      {
        totalSeconds: 70.033,
        downtimeSeconds: 0.279,
        pagesSent: 4_322_415,
        zeroPages: 265_164_421,
        stated: { setupSeconds: 0.28, downtimeBytes: KIB, multifdBytes: 17_362_190 * KIB },
      },
    ],
  },
  'qmp-multifd-zstd-1516-syncs.json': {
    says: [
      {
        outcome: 'unknown',
        stated: {
          elapsedSeconds: 44.028,
          sentPages: 38_306_657,
          sentZeroPages: 124_866,
          sentBytes: 25_377_710,
          multifdBytes: 24_241_675,
          remainingBytes: 82_313_216,
          syncs: 1516,
        },
      },
    ],
    warns: /156904067072 bytes of pages with content in 25377710 bytes: pages are compressed/,
  },
  'qmp-storage-then-ram.json': {
    says: [
      {
        stated: {
          elapsedSeconds: 10.002,
          sentPages: 62_311,
          sentZeroPages: 193_281,
          remainingBytes: 44_474_368,
          diskBytes: 139_586_437_120,
          diskSentBytes: 139_586_437_120,
        },
      },
    ],
    warns: /a disk of 139586437120 bytes is moved as well/,
  },
  'fcqemu-python-repr.log': {
    says: [
      {
        outcome: 'unknown',
        stated: {
          elapsedSeconds: 10.252,
          sentPages: 45,
          sentZeroPages: 28_711,
          remainingBytes: 168_550_400,
          megabitsPerSecond: 0.18144,
        },
      },
    ],
    warns: /the end is not in the file/,
  },
  'igvm-libvirt-progress.log': {
    says: [
      {
        memoryPages: (3585 * MIB) / 4096,
        totalSeconds: null,
        stated: { diskBytes: 12_319 * MIB, sentBytes: 2053 * MIB },
      },
    ],
    warns: /the lines have no times/,
  },
  'xl-legacy-2g-pv.log': {
    says: [{ outcome: 'completed', memoryPages: 524_288, totalSeconds: null }],
    warns: /xl -vvv migrate .* \| ts/,
  },
  'hmp-autoconverge-256g.txt': {
    says: [
      {
        outcome: 'unknown',
        stated: {
          elapsedSeconds: 1487.503,
          sentPages: 95_750_218,
          sentZeroPages: 65_461_532,
          remainingBytes: 2_753_372 * KIB,
          dirtyPagesPerSecond: 67_551,
        },
      },
      {
        outcome: 'completed',
        totalSeconds: 241.161,
        downtimeSeconds: 6.373,
        pagesSent: 7_044_971,
        zeroPages: 64_946_416,
      },
    ],
  },
  'hmp-dpdk-idle-1.5g.txt': { says: [dpdk()] },
  'same-as-qmp.json': { says: [dpdk()] },
  'ganeti-950-progress.log': {
    says: [{ outcome: 'unknown', stated: { memorySentPercent: 600.64 } }],
    warns: /pages are sent again and again/,
  },
  'qmp-iotest-183.log': {
    says: [{ totalSeconds: 2.872, downtimeSeconds: 2.448, pagesSent: 49, zeroPages: 32_849 }],
    warns: /it says 188\.\d+ Mbit\/s, but 496829 bytes/,
  },
  'xcp-ng-xenguest-tail.log': {
    says: [
      {
        outcome: 'failed',
        rounds: [
          { round: 4001, dirtied: 3 },
          { round: 4002, sent: 3, dirtied: 0 },
          { round: 4003, dirtied: null },
        ],
        samples: [
          { iteration: 4001, sentPages: 18_645_475 },
          { iteration: 4002, sentPages: 18_645_754, remainingPages: 3 },
          { iteration: 4003, sentPages: 18_645_757, remainingPages: 0 },
        ],
      },
    ],
    warns: /No dirty pages.*exits with code 2: the migration failed/su,
  },
};

function dpdk(): object {
  return {
    totalSeconds: 11.834,
    downtimeSeconds: 0.018,
    memoryPages: 397_522,
    pagesSent: 96_433,
    zeroPages: 301_620,
    bytesSent: 398_476_288,
    stated: { setupSeconds: 0.003, syncs: 2 },
  };
}

describe('a text that was posted', () => {
  it.each(REPORTS)('%s says what it says', (path) => {
    const { says, warns } = { ...RIGHT, ...POSTED }[path.replace('reports/', '')] ?? {};
    const { migrations, remarks } = importText(fixture(path), 'f');
    expect(migrations).toMatchObject(says ?? ['a text without what is right']);
    if (warns !== undefined)
      expect(remarks.map(({ message }) => message).join('\n')).toMatch(warns);
  });
});

describe('a layout', () => {
  it.each(LAYOUTS)('of $name is read', ({ text, format, expected }) => {
    const imported = importText(text, 'f');
    expect(imported.format.name).toBe(format);
    expect(imported.migrations[0]).toMatchObject(expected);
  });
});

const BACKUP = 'Job type: Completed\nOperation: Backup\nTime elapsed: 183 ms\n';

describe('a text of a known format with nothing of a migration in it', () => {
  it.each([
    ['domjobinfo', 'Job type:         None\n', /virsh domjobinfo GUEST --completed/],
    ['domjobinfo', BACKUP, /virsh domjobinfo GUEST --completed/],
    ['xl', 'Saving to saved new xl format\nxc: info: Saving domain 3, type x86 HVM\n', /xl -vvv/],
    ['qemu', '{"return": {}, "id": "query-migrate"}', /query-migrate again and again/],
  ])('%s says how to get one', (format, text, hint) => {
    expect(() => importText(text, 'f', format)).toThrow(
      expect.objectContaining({
        mistakes: [expect.objectContaining({ hint: expect.stringMatching(hint) })],
      }),
    );
  });
});
