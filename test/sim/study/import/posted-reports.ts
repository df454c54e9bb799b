/** What texts say that came by mail, from a page or a terminal, as `reports` has them. */
const KIB = 1024;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What each says, and a warning that it must have. */
export const POSTED: Readonly<
  Record<string, { readonly says: readonly object[]; readonly warns?: RegExp }>
> = {
  'hmp-mail-quoted-printable.txt': {
    says: [
      { origin: 'f:5', totalSeconds: 0.851, memoryPages: null, pagesSent: 149_420 },
      { origin: 'f:22', totalSeconds: 0.922, downtimeSeconds: 0.027, zeroPages: 4_048_826 },
      {
        origin: 'f:43',
        outcome: 'unknown',
        totalSeconds: null,
        pagesSent: null,
        downtimeSeconds: null,
        stated: {
          elapsedSeconds: 120.947,
          sentPages: 70_767_622,
          remainingBytes: 1_048_116 * KIB,
          dirtyPagesPerSecond: 598_555,
          syncs: 286,
        },
      },
      { origin: 'f:63', totalSeconds: 2.249, downtimeSeconds: 0.273, pagesSent: 1_346_731 },
    ],
    warns: /the last reply is without a status/,
  },
  'hmp-postcopy-quoted.txt': {
    says: [
      {
        outcome: 'completed',
        totalSeconds: 122.952,
        downtimeSeconds: 0.076,
        pagesSent: 32_622_225,
        bytesSent: 130_825_923 * KIB,
        stated: { postcopyBytes: 13_691_151 * KIB, postcopyRequests: 5835, precopyBytes: 15 * KIB },
      },
      {
        outcome: 'completed',
        totalSeconds: null,
        downtimeSeconds: 0.016,
        bytesSent: null,
        stated: { elapsedSeconds: 6.522, remainingBytes: Math.round(5.4 * GIB), syncs: 2 },
      },
    ],
  },
  'qmp-nan-folded.log': {
    says: [
      {
        outcome: 'unknown',
        stated: {
          elapsedSeconds: 1543.124,
          sentPages: 752_490,
          remainingBytes: 30_695_424,
          xbzrleCacheMisses: 8933,
          diskBytes: 429_496_729_600,
        },
      },
    ],
    warns: /a disk of 429496729600 bytes is moved as well/,
  },
  'qmp-colo-nested.md': {
    says: [{ outcome: 'unknown', stated: { elapsedSeconds: 334.026, sentPages: 407_644 } }],
    warns: /the last reply is "colo"/,
  },
  'qmp-folded-difference.txt': {
    says: [{ outcome: 'completed', totalSeconds: 1.537, downtimeSeconds: 1.003, pagesSent: 49 }],
    warns: /it says 352\.\d+ Mbit\/s, but 497205 bytes/,
  },
  'proxmox-9-12g.log': {
    says: [
      {
        outcome: 'completed',
        totalSeconds: 16,
        downtimeSeconds: 0.059,
        bytesSent: Math.round(11.7 * GIB),
        stated: { memoryBytes: Math.round(12.6 * GIB), durationSeconds: 20 },
      },
    ],
    warns: /806\.6 MiB\/s is the memory over the time/,
  },
  'proxmox-xbzrle-misses.log': {
    says: [
      {
        outcome: 'completed',
        totalSeconds: 7,
        downtimeSeconds: 0.102,
        memoryPages: 546_119_680 / 4096,
        stated: { remainingBytes: 12_886_016, xbzrleCacheMisses: 19_283, durationSeconds: 20 },
      },
    ],
  },
  'nova-never-ends.log': {
    says: [
      {
        outcome: 'failed',
        stated: {
          elapsedSeconds: 12_180,
          sentBytes: 1_463_919_506_985,
          remainingBytes: 831_111_168,
          memoryBytes: 17_184_923_648,
          downtimeLimitSeconds: 0.05,
        },
      },
    ],
    warns: /nova gives it up, not completed after 12800 s/,
  },
  'kubevirt-stuck-folded.txt': {
    says: [
      {
        outcome: 'failed',
        memoryPages: (24_596 * MIB) / 4096,
        stated: {
          elapsedSeconds: 561.972,
          sentBytes: 167_181 * MIB,
          remainingBytes: 2350 * MIB,
          bytesPerSecond: 38 * 8e6,
          dirtyPagesPerSecond: Math.round((41 * 8e6) / 4096),
          syncs: 80,
          sentPages: 42_711_515,
        },
      },
    ],
    warns: /its "Mbps" are 64 Mbit\/s each/,
  },
  'ganeti-624.txt': { says: [{ outcome: 'completed', totalSeconds: 17 }] },
  'ganeti-1081-failed.txt': { says: [{ outcome: 'failed', totalSeconds: null }] },
  'xcp-ng-iteration-1.log': {
    says: [{ domain: 1, pagesSent: 1_301_504, rounds: [{ round: 0, dirtied: 237_432 }, {}] }],
  },
};
