/**
 * Replies to QEMU's `query-migrate`, asked again and again during a migration. A round is what
 * happens between two synchronisations of the dirty bitmap, and is known as finely as the replies
 * follow one another. Source of the fields: QEMU's qapi/migration.json.
 */
import { countOf } from './line-numbers.ts';
import type { Format } from './measurement.ts';
import { measuredReplies } from './qemu-migrations.ts';
import { qemuReplies } from './qemu-texts.ts';

export const QEMU: Format = {
  name: 'qemu',
  title: "replies to QEMU's query-migrate, as JSON or as Python prints them, also in other logs",
  source:
    'ask query-migrate again and again while the guest moves: `virsh qemu-monitor-command GUEST ' +
    '\'{"execute": "query-migrate"}\'`, a reply to a line',
  meaning: [
    'a round begins with the first reply that shows its dirty-sync-count and ends with the first ' +
      "of the next, so its figures are as coarse as the replies' interval",
    'what is sent after the last reply of a running guest counts in the last round before it',
    'memoryPages are those of all the RAM blocks that QEMU moves, also of devices',
    'precopySeconds are the total time without set-up and downtime',
  ],
  isLineWhole: true,
  recognise: (text) =>
    countOf(text, /["']dirty-sync-count\\?["']|["']ram\\?["'] {0,3}:|"query-migrate"/g),
  parse(text, fileName) {
    const { replies, remarks } = qemuReplies(text);
    const found = measuredReplies(replies, { fileName, format: 'qemu' });
    return { ...found, remarks: [...remarks, ...found.remarks].sort((a, b) => a.line - b.line) };
  },
};
