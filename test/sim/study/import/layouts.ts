/** Logs in the layouts of their programs' sources, with made-up figures. */
import { LAYOUTS_IN_LOGS, type Layout } from './layouts-in-logs.ts';

const NOVA = (second: number, text: string): string =>
  `2024-05-01 10:00:0${second}.250 7 INFO nova.virt.libvirt.driver [None req-1 - -] ` +
  `[instance: 1b2c-33] ${text}`;

const VDSM = (second: number, text: string): string =>
  `2018-02-27 12:14:2${second},158+0200 INFO  (migmon/06d7) [virt.vm] (vmId='06d7-aa') ${text}`;

const MIB = 1024 ** 2;

export const LAYOUTS: readonly Layout[] = [
  {
    name: 'HMP of QEMU 10.1',
    format: 'qemu-hmp',
    text: [
      '(qemu) info migrate',
      'Status: \t\tcompleted',
      'Time (ms): \t\ttotal=11179, setup=8, down=46',
      'RAM info:',
      '  Throughput (Mbps): \t577.40',
      '  Sizes: \t\tpagesize=4 KiB, total=8.13 GiB',
      '  Transfers: \t\ttransferred=769 MiB, remain=0 B',
      '    Channels: \t\tprecopy=738 MiB, multifd=0 B, postcopy=0 B, vfio=2 MiB',
      '    Page Types: \tnormal=191883, zero=2029683',
      '  Page Rates (pps): \ttransfer=35400, dirty=4',
      '  Others: \t\tdirty_syncs=4, downtime_bytes=32312649',
    ].join('\r\n'),
    expected: {
      outcome: 'completed',
      totalSeconds: 11.179,
      downtimeSeconds: 0.046,
      pagesSent: 191_883,
      zeroPages: 2_029_683,
      bytesSent: 769 * MIB,
      stated: { syncs: 4, downtimeBytes: 32_312_649, vfioBytes: 2 * MIB, dirtyPagesPerSecond: 4 },
    },
  },
  {
    name: 'virsh domjobinfo --completed',
    format: 'domjobinfo',
    text: [
      'Job type:         Completed   ',
      'Operation:        Outgoing migration',
      'Time elapsed:     2345         ms',
      'Time elapsed w/o network: 2340 ms',
      'Data processed:   48.500 MiB',
      'Data total:       1.009 GiB',
      'Memory processed: 48.500 MiB',
      'Memory remaining: 0.000 B',
      'Memory total:     1.009 GiB',
      'Memory bandwidth: 108.000 MiB/s',
      'Iteration:        3',
      'Constant pages:   252000',
      'Normal pages:     12345',
      'Normal data:      48.223 MiB',
      'Total downtime:   123          ms',
      'Setup time:       5            ms',
    ].join('\n'),
    expected: {
      outcome: 'completed',
      totalSeconds: 2.345,
      downtimeSeconds: 0.123,
      pagesSent: 12_345,
      zeroPages: 252_000,
      bytesSent: 48.5 * MIB,
      stated: { syncs: 3, setupSeconds: 0.005, bytesPerSecond: 108 * MIB },
    },
  },
  {
    name: 'virsh migrate --verbose',
    format: 'libvirt-progress',
    text: 'Migration: [  5 %]\rMigration: [ 71 %]\rMigration: [64.20 %]\rMigration: [100 %]\n',
    expected: { outcome: 'completed', totalSeconds: null, stated: { memorySentPercent: 100 } },
  },
  {
    name: 'Proxmox VE up to 6',
    format: 'proxmox',
    text: [
      'Nov 24 12:00:10 starting migration of VM 9 to node "b" (192.0.2.2)',
      'Nov 24 12:00:12 starting online/live migration on localhost:60000',
      'Nov 24 12:00:12 migrate_set_speed: 8589934592',
      'Nov 24 12:00:12 migrate_set_downtime: 0.1',
      'Nov 24 12:00:14 migration status: active (transferred 133567908, ' +
        'remaining 930062336), total 1082789888)',
      'Nov 24 12:00:18 migration speed: 170.67 MB/s - downtime 54 ms',
      'Nov 24 12:00:18 migration status: completed',
      'Nov 24 12:00:22 migration finished successfuly (duration 00:00:12)',
    ].join('\n'),
    expected: {
      outcome: 'completed',
      totalSeconds: 6,
      downtimeSeconds: 0.054,
      stated: {
        sentBytes: 133_567_908,
        remainingBytes: 930_062_336,
        memoryBytes: 1_082_789_888,
        downtimeLimitSeconds: 0.1,
        durationSeconds: 12,
        bandwidthLimitBytesPerSecond: 8_589_934_592,
      },
    },
  },
  {
    name: 'nova-compute',
    format: 'nova',
    text: [
      NOVA(0, 'Increasing downtime to 50 ms after 0 sec elapsed time'),
      NOVA(
        0,
        'Migration running for 0 secs, memory 100% remaining (bytes processed=0, remaining=0, ' +
          'total=0); disk 100% remaining (bytes processed=0, remaining=0, total=0).',
      ),
      NOVA(
        5,
        'Migration running for 5 secs, memory 12% remaining (bytes processed=600, remaining=72, ' +
          'total=610); disk 100% remaining (bytes processed=0, remaining=0, total=0).',
      ),
      NOVA(7, 'Migration operation has completed'),
    ].join('\n'),
    expected: {
      outcome: 'completed',
      totalSeconds: 7,
      stated: { elapsedSeconds: 5, sentBytes: 600, remainingBytes: 72, downtimeLimitSeconds: 0.05 },
    },
  },
  {
    name: 'VDSM of oVirt',
    format: 'vdsm',
    text: [
      VDSM(0, 'starting migration to qemu+tls://b/system with miguri tcp://192.0.2.2'),
      VDSM(1, 'setting migration downtime to 150'),
      VDSM(
        5,
        'Migration Progress: 5.1 seconds elapsed, 42% of data processed, total data: 8272MB, ' +
          'processed data: 3440MB, remaining data: 4832MB, transfer speed 652MBps, zero pages: ' +
          '149MB, compressed: 0MB, dirty rate: 120, memory iteration: 1',
      ),
      VDSM(9, 'migration took 9 seconds to complete'),
    ].join('\n'),
    expected: {
      outcome: 'completed',
      totalSeconds: 9,
      stated: {
        elapsedSeconds: 5.1,
        memoryBytes: 8272 * MIB,
        remainingBytes: 4832 * MIB,
        bytesPerSecond: 652 * MIB,
        dirtyPagesPerSecond: 120,
        iteration: 1,
        downtimeLimitSeconds: 0.15,
      },
    },
  },
  {
    name: 'xenguest of two guests at once',
    format: 'xenguest',
    text: [
      'Jan  2 10:00:00 h xenguest-3-emp[11]: {"event" : "MIGRATION", "data": ' +
        '{"sent": 0,"remaining": -1,"iteration": 0}}',
      'Jan  2 10:00:01 h xenguest-4-emp[12]: {"event" : "MIGRATION", "data": ' +
        '{"sent": 0,"remaining": -1,"iteration": 0}}',
      'Jan  2 10:00:10 h xenguest-3-emp[11]: Checking live policy.  700 / 10000 for 1',
      'Jan  2 10:00:11 h xenguest-3-emp[11]: Checking live policy.  20 / 10700 for 2',
      'Jan  2 10:00:12 h xenguest-4-emp[12]: Checking live policy.  9 / 5000 for 1',
      'Jan  2 10:00:13 h xenguest-3-emp[11]: waiting for suspend',
    ].join('\n'),
    expected: {
      domain: 3,
      memoryPages: 10_000,
      rounds: [
        { round: 0, sent: 10_000, dirtied: 700, seconds: 10 },
        { round: 1, sent: 700, dirtied: 20, seconds: 1 },
        { round: 2, sent: null },
      ],
    },
  },
  ...LAYOUTS_IN_LOGS,
];
