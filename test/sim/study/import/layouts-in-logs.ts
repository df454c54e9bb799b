/** Layouts as they stand in other programs' logs, and of migrations that fail. */
export interface Layout {
  readonly name: string;
  readonly format: string;
  readonly text: string;
  /** Of the first migration. */
  readonly expected: object;
}

const KUBEVIRT = (elapsed: string, sent: string, downtime: string): string =>
  JSON.stringify({
    component: 'virt-launcher',
    msg:
      `Migration info for 8c6b-11: ${elapsed} DataProcessed:425MiB DataRemaining:0MiB ` +
      `DataTotal:1040MiB ${sent} MemoryRemaining:0MiB MemoryTotal:1040MiB ` +
      `MemoryBandwidth:893Mbps DirtyRate:130Mbps Iteration:1 PostcopyRequests:0 ` +
      `ConstantPages:25000 NormalPages:54000 NormalData:210MiB ${downtime} DiskMbps:0`,
    name: 'vm1',
  });

const MIB = 1024 ** 2;

export const LAYOUTS_IN_LOGS: readonly Layout[] = [
  {
    name: 'Proxmox VE with local disks, failed',
    format: 'proxmox',
    text: [
      "2024-04-20 19:01:18 starting migration of VM 102 to node 'b' (192.0.2.15)",
      '2024-04-20 19:01:28 starting storage migration',
      'drive-efidisk0: transferred 64.0 MiB of 64.0 MiB (100.00%) in 1s, ready',
      'drive-scsi0: transferred 12.2 GiB of 30.0 GiB (40.56%) in 1m 5s',
      'drive-scsi0: transferred: 32212254720 bytes remaining: 0 bytes total: 32212254720 bytes',
      '2024-04-20 19:04:20 start migrate command to unix:/run/qemu-server/102.migrate',
      '2024-04-20 19:04:21 migration active, transferred 102.1 MiB of 4.1 GiB VM-state, ' +
        '112.4 MiB/s, VM dirties lots of memory: 236.1 MiB/s',
      '2024-04-20 19:04:21 auto-increased downtime to continue migration: 200 ms',
      '2024-04-20 19:04:21 xbzrle: send updates to 55013 pages in 10.4 MiB encoded memory, ' +
        'cache-miss 96.13%, overflow 2033',
      '2024-04-20 19:04:25 migration status error: failed - Broken pipe',
      '2024-04-20 19:04:25 ERROR: online migrate failure - aborting',
      '2024-04-20 19:04:31 ERROR: migration finished with problems (duration 00:03:13)',
    ].join('\n'),
    expected: {
      outcome: 'failed',
      stated: {
        elapsedSeconds: 1,
        diskBytes: 30 * 1024 ** 3 + 64 * MIB,
        diskSentBytes: 30 * 1024 ** 3 + 64 * MIB,
        dirtyPagesPerSecond: Math.round(236.1 * 256),
        downtimeLimitSeconds: 0.2,
        xbzrleOverflows: 2033,
        durationSeconds: 193,
      },
    },
  },
  {
    name: 'Proxmox VE 1',
    format: 'proxmox',
    text: [
      "Jan 12 10:02:11 INFO: starting migration of VM 101 to host '192.0.2.11'",
      'Jan 12 10:02:12 INFO: starting online/live migration',
      'Jan 12 10:02:14 INFO: migration status: active (transferred 45232KB, remaining 478960KB), ' +
        'total 540864KB)',
      'Jan 12 10:02:28 INFO: migration status: completed',
    ].join('\n'),
    expected: {
      outcome: 'completed',
      totalSeconds: 16,
      stated: { sentBytes: 45_232 * 1024, remainingBytes: 478_960 * 1024 },
    },
  },
  {
    name: 'virsh migrate --verbose in a log, with two rewritings on a line',
    format: 'libvirt-progress',
    text: '2020-05-26 05:26:38,019 [stderr] Migration: [ 78 %]Migration: [100 %]\n',
    expected: {
      outcome: 'completed',
      totalSeconds: null,
      samples: [{ memorySentPercent: 78 }, { memorySentPercent: 100 }],
    },
  },
  {
    name: 'virsh migrate --verbose with stamps, aborted',
    format: 'libvirt-progress',
    text: [
      'May 26 05:26:30 Migration: [ 12 %]',
      'May 26 05:26:38 Migration: [ 71 %]',
      'May 26 05:26:39 error: operation aborted: migration out job: canceled by client',
    ].join('\n'),
    expected: { outcome: 'failed', stated: { elapsedSeconds: 8, memorySentPercent: 71 } },
  },
  {
    name: 'HMP in a string of QMP',
    format: 'qemu-hmp',
    text:
      String.raw`{"return":"globals:\r\nMigration status: completed\r\ntotal time: 4955 ms\r\n` +
      String.raw`downtime: 139 ms\r\ntransferred ram: 167038 kbytes\r\ntotal ram: 148296 kbytes` +
      String.raw`\r\nnormal: 41663 pages\r\n","id":"libvirt-684"}`,
    expected: { outcome: 'completed', totalSeconds: 4.955, pagesSent: 41_663 },
  },
  {
    name: 'query-migrate that is given up, and one that fails',
    format: 'qemu',
    text: [
      '{"return": {"status": "setup"}}',
      '{"return": {"status": "active", "total-time": 1005, "ram": {"total": 4312604672, ' +
        '"transferred": 117970944, "remaining": 3985960960, "normal": 28672}}}',
      '{"return": {"status": "cancelled"}}',
      '{"return": {"status": "setup"}}',
      '{"return": {"status": "failed", "error-desc": "Broken pipe"}}',
    ].join('\n'),
    expected: { outcome: 'failed', pagesSent: 28_672, totalSeconds: null },
  },
  {
    name: 'a dictionary that Python prints on a line, keys in any order',
    format: 'qemu',
    text:
      "10:00:02 DEBUG: {'status': 'active', 'setup-time': 3, 'total-time': 3009, 'ram': " +
      "{'total': 8607571968, 'transferred': 349342080, 'normal': 84888, 'duplicate': 104700}}",
    expected: {
      outcome: 'unknown',
      stated: { elapsedSeconds: 3.009, setupSeconds: 0.003, sentPages: 84_888 },
    },
  },
  {
    name: 'a reply in a log whose lines are JSON',
    format: 'qemu',
    text: JSON.stringify({
      level: 'info',
      msg: '{"return": {"status": "completed", "total-time": 2872, "ram": {"total": 4096}}}',
    }),
    expected: { outcome: 'completed', totalSeconds: 2.872 },
  },
  {
    name: 'virsh domjobinfo of a failed job',
    format: 'domjobinfo',
    text: [
      '# Job type:         Failed',
      '# Operation:        Outgoing migration',
      '# Time elapsed:     8213         ms',
      '# Memory processed: 1.250 GiB',
      '# Error message:    operation failed: migration out job: unexpectedly failed',
    ].join('\n'),
    expected: { outcome: 'failed', stated: { elapsedSeconds: 8.213, sentBytes: 1280 * MIB } },
  },
  {
    name: "KubeVirt's virt-launcher, with the downtime at the end",
    format: 'kubevirt',
    text: [
      KUBEVIRT('TimeElapsed:2001ms', 'MemoryProcessed:212MiB', 'ExpectedDowntime:300ms'),
      KUBEVIRT('TimeElapsed:4003ms', 'MemoryProcessed:425MiB', 'Downtime:34ms DowntimeNet:9ms'),
    ].join('\n'),
    expected: {
      outcome: 'completed',
      totalSeconds: 4.003,
      downtimeSeconds: 0.034,
      stated: { sentBytes: 425 * MIB, bytesPerSecond: 893e6 / 8, dirtyPagesPerSecond: 3967 },
    },
  },
  {
    name: 'two answers of HMP side by side',
    format: 'qemu-hmp',
    text: [
      'Migration status:       completed          completed',
      'total time:             9576 ms            10461 ms          +9.2%',
      'downtime:               78 ms              44 ms             -43.5%',
      'transferred ram:        889007 kbytes      1206436 kbytes    +35.7%',
    ].join('\n'),
    expected: { outcome: 'completed', totalSeconds: 9.576, downtimeSeconds: 0.078 },
  },
];
