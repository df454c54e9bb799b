/** How many migrations may be under way at a time, as a scenario limits them. */
import { count } from '../text/fields.ts';

const most = (about: string) => count(`${about} Default: no limit.`, 1, 10_000).optional();

export const AT_ONCE = {
  atOnce: most('Most migrations under way at a time on each host; the others wait.'),
  outgoingAtOnce: most(
    "Most that leave one host at a time: Nova's max_concurrent_live_migrations (1), KubeVirt's " +
      'parallelOutboundMigrationsPerNode (2).',
  ),
  clusterAtOnce: most(
    "Most at a time among all hosts: KubeVirt's parallelMigrationsPerCluster (5).",
  ),
} as const;
