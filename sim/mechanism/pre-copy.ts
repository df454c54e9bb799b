/**
 * The pre-copy loop of xc_save, with every decision asked of a policy and all time taken by a
 * carrier.
 */
import { invariant } from '../kernel/assert.ts';
import type { Body } from '../kernel/process.ts';
import type { Carrier } from './carrier.ts';
import { type Migration, type Outcome, type Round, tell } from './migration.ts';
import { PagePass } from './page-pass.ts';
import type { CleanedRound, StopReason } from './policy.ts';
import type { RoundRecord } from './records.ts';
import { RoundClock } from './round-clock.ts';

const NS_PER_SECOND = 1e9;

/** No policy needs more. */
const ROUNDS_BOUND = 100_000;

/** Moves a running guest: rounds while it runs, one more when it is suspended. */
export function* preCopy(migration: Migration, carrier: Carrier): Body<Outcome> {
  const { guest, policy, versions } = migration;
  const startNs = migration.simulation.nowNs;
  const rounds: Round[] = [];
  if (versions !== undefined) guest.memory.watcher = versions;
  yield* carrier.prepare();
  const pass = new PagePass(guest.memory, policy.skips);
  if (versions !== undefined) pass.onTake = (index, mask) => versions.taken(index, mask);
  const clock = new RoundClock(migration);
  const stopReason = yield* liveRounds(migration, carrier, pass, clock, rounds);
  clock.startRound();
  carrier.pace(policy.pace(rounds.map(cleaned), true), policy.keepsUnused ?? false);
  yield* sendRound(migration, carrier, pass, rounds.length + 1, true);
  clock.endSending();
  const { sent } = pass;
  const last = { live: false, sent, skipped: 0 } as const;
  tellRound(migration, { ...last, round: rounds.length + 1, reason: undefined });
  rounds.push(clock.endRound({ ...last, dirtied: null }));
  versions?.compare();
  yield* carrier.finish();
  guest.memory.watcher = undefined;
  const { parts } = carrier.parts;
  return { startNs, stopReason, rounds, parts, bytesSent: carrier.bytesSent, fixups: pass.fixups };
}

function* liveRounds(
  migration: Migration,
  carrier: Carrier,
  pass: PagePass,
  clock: RoundClock,
  rounds: Round[],
): Body<StopReason> {
  const { guest, policy } = migration;
  const { p2mPages, pages } = guest.memory;
  let due = pages;
  let totalSent = 0;
  let sentBefore = p2mPages;
  for (let round = 1; round <= ROUNDS_BOUND; round += 1) {
    clock.startRound();
    const paceBitsPerSecond = policy.pace(rounds.map(cleaned), false);
    carrier.pace(paceBitsPerSecond, policy.keepsUnused ?? false);
    yield* sendRound(migration, carrier, pass, round, false);
    const seconds = clock.endSending() / NS_PER_SECOND;
    const { sent, skipped } = pass;
    totalSent += sent;
    invariant(
      sent + skipped === due,
      `round ${round}: ${sent} + ${skipped} pages, ${due} were due`,
    );
    const dirty = policy.looks ? guest.countDirty() : 0;
    const volume = { sent, skipped, sentBefore, totalSent, p2mPages };
    const reason = policy.stop({ round, ...volume, seconds, paceBitsPerSecond, dirty });
    sentBefore = sent;
    tellRound(migration, { round, live: true, sent, skipped, reason });
    if (reason !== undefined) yield* carrier.suspend();
    yield* carrier.clean(() => {
      due = pass.clean();
    });
    rounds.push(clock.endRound({ live: true, sent, skipped, dirtied: due }));
    if (reason !== undefined) return reason;
  }
  invariant(false, `${policy.name} did not stop pre-copy in ${ROUNDS_BOUND} rounds`);
}

function cleaned({ dirtied, deltaNs }: Round): CleanedRound {
  return { dirtied: dirtied ?? 0, seconds: deltaNs / NS_PER_SECOND };
}

/** One pass over all pages, batch by batch. */
function* sendRound(
  { simulation, guest }: Migration,
  carrier: Carrier,
  pass: PagePass,
  round: number,
  last: boolean,
): Body {
  pass.startRound();
  while (!pass.atEnd) {
    if (!last) yield* carrier.peek();
    const batch = pass.takeBatch(last);
    yield* carrier.scan(batch.scanned);
    if (batch.pages === 0) break;
    tell(simulation, { kind: 'batch', guest: guest.name, round, pages: batch.pages });
    yield* carrier.send(batch);
  }
}

function tellRound(
  { simulation, guest }: Migration,
  facts: Omit<RoundRecord, 'kind' | 'guest' | 'timeNs'>,
): void {
  tell(simulation, { kind: 'round', guest: guest.name, ...facts });
}
