/**
 * A migration that may be ended at any instant. What it has under way is stopped where it is; then
 * its system does with the guest what its rules say.
 */
import type { Body, Process } from '../kernel/process.ts';
import { Signal } from '../kernel/signal.ts';
import type { Course, Fallen, Means } from './course.ts';
import type { End, Fate } from './failure.ts';
import { type Migration, newPartLedger, type Outcome } from './migration.ts';
import type { Stage } from './stages.ts';

/** Carries a migration out, and what follows if it is ended before its time. */
export function* fated(migration: Migration, moving: Body<Outcome>): Body<Outcome> {
  const { course } = migration;
  if (course === undefined) return yield* moving;
  const { nowNs: startNs } = migration.simulation;
  let body = moving;
  for (;;) {
    const process = course.isStruck ? undefined : course.of.scope.start(body);
    if (process !== undefined) yield* endOf(process, course);
    const outcome = process?.result;
    if (outcome !== undefined) {
      course.hasEnded = true;
      return outcome.fate === undefined
        ? { ...outcome, fate: fateOf(migration, outcome) }
        : outcome;
    }
    const fallen = course.take() as Fallen;
    course.release();
    body = new Aftermath(migration, course, { fallen, startNs }).run();
  }
}

/** Until a process has ended or its course is struck. */
function* endOf(process: Process<Outcome>, course: Course): Body {
  if (process.finished || course.isStruck) return;
  const either = new Signal<unknown>();
  const fire = (): void => either.fire(undefined);
  process.done.wait(fire);
  course.struck.wait(fire);
  yield either;
  process.done.forget(fire);
  course.struck.forget(fire);
}

/** Of one that has come to its own end. */
function fateOf({ simulation }: Migration, { abandoned }: Outcome): Fate {
  return { end: abandoned ? 'source' : 'moved', freedNs: simulation.nowNs };
}

/** What struck a migration, and when it had begun. */
interface Struck {
  readonly fallen: Fallen;
  readonly startNs: number;
}

/** The guest runs where it is, whatever happens to the rest. */
const RUNNING: ReadonlySet<End> = new Set<End>(['source', 'moved', 'reboots']);

class Aftermath {
  readonly #migration: Migration;
  readonly #course: Course;
  readonly #struck: Struck;

  constructor(migration: Migration, course: Course, struck: Struck) {
    this.#migration = migration;
    this.#course = course;
    this.#struck = struck;
  }

  *run(): Body<Outcome> {
    const { guest, simulation } = this.#migration;
    const { fallen, startNs } = this.#struck;
    const course = this.#course;
    course.ledger ??= newPartLedger(this.#migration);
    const { ledger } = course;
    const noticedNs = simulation.nowNs;
    const { part } = course.stage;
    if (guest.suspended) ledger.beginDowntime();
    ledger.close(part === '' ? 'set-up' : part, course.stage.host);
    const { end } = fallen.rule;
    if (!RUNNING.has(end) && !guest.suspended) guest.suspend();
    if (end === 'source') yield* this.#backAtSource();
    if (end === 'reboots') yield* this.#reboot();
    const { phase, rule, ...strike } = fallen;
    const { bytesSent, rounds } = course;
    return {
      startNs,
      stopReason: 'failed',
      abandoned: end === 'source' || end === 'reboots',
      rounds: [...rounds],
      parts: ledger.parts,
      bytesSent,
      fixups: 0,
      fate: {
        end: end as Fate['end'],
        strike: { ...strike, phase, rule, part, noticedNs },
        freedNs: this.#freedNs(noticedNs),
      },
    };
  }

  /** The guest runs on, and what the destination has received is thrown away. */
  *#backAtSource(): Body {
    const { guest, source } = this.#migration;
    const { means } = this.#course;
    if (guest.suspended) {
      if (means !== undefined) yield* this.#carryOut(means.resume);
      guest.resume(source);
    }
    this.#course.ledger?.endDowntime();
    if (this.#struck.fallen.isTold && means !== undefined) yield* this.#carryOut(means.abandon);
  }

  *#reboot(): Body {
    const { guest, source } = this.#migration;
    if (!guest.suspended) guest.suspend();
    const ledger = this.#course.ledger;
    ledger?.beginDowntime();
    yield this.#struck.fallen.bootNs ?? 0;
    guest.resume(source);
    ledger?.close('reboot', 'guest');
    ledger?.endDowntime();
  }

  *#carryOut(stage: Stage): Body {
    this.#course.enter(stage);
    yield* (this.#course.means as Means).spend(stage.does);
    this.#course.ledger?.close(stage.part, stage.host);
  }

  /** What hears of nothing waits for its own time-out. */
  #freedNs(noticedNs: number): number {
    const { isTold, blow, sinceNs } = this.#struck.fallen;
    const { nowNs } = this.#migration.simulation;
    // A host that has crashed holds nothing.
    if (isTold || blow === 'destination-host') return Math.max(nowNs, noticedNs);
    return Math.max(nowNs, sinceNs + this.#course.of.rules.timeOuts.receiverNs);
  }
}
