/**
 * The course of a migration as the world around it sees it: where it is, and what holds or ends it.
 * A migration without one goes its way undisturbed.
 */
import type { Body } from '../kernel/process.ts';
import type { Scope } from '../kernel/scope.ts';
import { Signal } from '../kernel/signal.ts';
import type { ByteStream } from '../machine/flow/byte-stream.ts';
import type { Machinery } from '../machine/flow/machinery.ts';
import type { Guest } from '../machine/guest/guest.ts';
import type { Host } from '../machine/guest/host.ts';
import {
  type Blow,
  type FailureRules,
  type Phase,
  type Rule,
  ruleOf,
  type Strike,
} from './failure.ts';
import type { PartLedger } from './parts.ts';
import type { Round } from './round.ts';
import type { Both, Stage, Work } from './stages.ts';

/** Hears of a course. */
export interface CourseObserver {
  /** It has come to another stage, round or page. */
  moved(course: Course): void;
}

/** What a course is of. */
export interface CourseOf {
  readonly scope: Scope;
  readonly machinery: Machinery;
  readonly guest: Guest;
  readonly source: Host;
  readonly destination: Host;
  /** Whether its connections are. */
  readonly isEncrypted: boolean;
  readonly rules: FailureRules;
  readonly observer: CourseObserver;
}

/** What is left to do when a migration has failed, and what does it. */
export interface Means {
  spend(works: readonly Work[]): Body;
  /** The source lets the guest run again. */
  readonly resume: Stage;
  /** What was received is thrown away. */
  readonly abandon: Stage;
}

/** A strike, with where it has fallen. */
export type Fallen = Strike & { readonly phase: Phase; readonly rule: Rule };

/** What may strike one that is only cleaned up after. */
const OF_HOSTS: ReadonlySet<Blow> = new Set<Blow>(['source-host', 'destination-host']);

const NOWHERE = { part: '', host: 'source' } as const;

export class Course {
  readonly of: CourseOf;
  /** The stage that it is in; `part` is empty before the first. */
  stage: Pick<Stage, 'part' | 'host'> = NOWHERE;
  /** The round that is being sent; 0 before the first. */
  round = 0;
  /** Pages sent so far. */
  pages = 0;
  /** Whether it has ended, one way or the other. */
  hasEnded = false;
  ledger: PartLedger | undefined;
  means: Means | undefined;
  rounds: readonly Round[] = [];
  #bytesSent: () => number = () => 0;
  /** Whether the guest's pages follow it. */
  #follows = false;
  #fallen: Fallen | undefined;
  /** How often it has gone on after its connection was lost. */
  recoveries = 0;
  /** Whether all that is left is to clean up. */
  isOver = false;
  #cuts = 0;
  #hangs = 0;
  readonly #struck = new Signal();
  readonly #freed = new Signal();
  readonly #streams = new Set<ByteStream>();

  constructor(of: CourseOf) {
    this.of = of;
  }

  /** The phase that it is in; undefined before its first stage. */
  get phase(): Phase | undefined {
    const phase = this.of.rules.phases[this.stage.part];
    return this.#follows && phase === 'stop-and-copy' ? 'switch-over' : phase;
  }

  /** Whether its connection is still being made. */
  get isOpening(): boolean {
    return this.phase === undefined || this.phase === 'set-up';
  }

  /** What carries it, and what is left to be done if it fails. */
  carriedBy(means: Means, bytesSent: () => number): void {
    this.means = means;
    this.#bytesSent = bytesSent;
  }

  get bytesSent(): number {
    return this.#bytesSent();
  }

  /** The guest goes ahead of its pages. */
  splits(): void {
    this.#follows = true;
  }

  /** Fires when it is struck. */
  get struck(): Signal {
    return this.#struck;
  }

  /** True while nothing gets from one host to the other. */
  get isCut(): boolean {
    return this.#cuts > 0;
  }

  /** It comes to a stage. */
  enter(stage: Stage | Both | undefined): void {
    const entered = stage !== undefined && 'both' in stage ? stage.both[0] : stage;
    if (entered === undefined || entered.part === this.stage.part) return;
    this.stage = entered;
    this.of.observer.moved(this);
  }

  /** A round is sent from now on. */
  begin(round: number): void {
    this.round = round;
    this.of.observer.moved(this);
  }

  /** Pages are on their way. */
  sent(pages: number): void {
    this.pages += pages;
    this.of.observer.moved(this);
  }

  /** A stream is in use. */
  open(stream: ByteStream): void {
    this.of.machinery.open(stream);
    this.#streams.add(stream);
    if (this.#cuts + this.#hangs > 0) this.of.machinery.hold(stream, true);
  }

  /** Nothing gets from one host to the other, until what is returned is called. */
  cut(): () => void {
    this.#cuts += 1;
    this.#hold();
    return () => {
      this.#cuts -= 1;
      this.#hold();
    };
  }

  /** Nothing is done for it, until what is returned is called. */
  hang(): () => void {
    this.#hangs += 1;
    this.#hold();
    return () => {
      this.#hangs -= 1;
      this.#hold();
    };
  }

  /** Waits while nothing is done for it; where something is on its way, also while it is cut. */
  *await(crosses: boolean): Body {
    while (this.#hangs > 0 || (crosses && this.#cuts > 0)) {
      yield this.#freed as Signal<unknown>;
    }
  }

  /**
   * Ends it, unless it takes no notice or has been ended already. Not to be called from within its
   * own processes. @returns whether it has.
   */
  strike(strike: Strike): boolean {
    if (this.isOver && !OF_HOSTS.has(strike.blow)) return false;
    const phase = this.phase ?? 'set-up';
    const rule = ruleOf(this.of.rules, strike.blow, phase);
    if (this.hasEnded || this.#fallen !== undefined || rule === undefined) return false;
    this.#fallen = { ...strike, phase, rule };
    this.#struck.fire();
    return true;
  }

  /** Whether it was struck, and nothing has been done about it. */
  get isStruck(): boolean {
    return this.#fallen !== undefined;
  }

  /** What has struck it; it may be struck again. */
  take(): Fallen | undefined {
    const fallen = this.#fallen;
    this.#fallen = undefined;
    return fallen;
  }

  /** All that it has under way ends, and what is in its streams is lost. */
  release(): void {
    this.isOver = true;
    const { scope, machinery, guest } = this.of;
    scope.stop();
    for (const stream of this.#streams) if (machinery.isOpen(stream)) machinery.cut(stream);
    this.#streams.clear();
    guest.throttle(0);
    guest.sleep(false);
    guest.memory.watcher = undefined;
    guest.memory.stopLogging();
  }

  #hold(): void {
    const { machinery } = this.of;
    const isHeld = this.#cuts + this.#hangs > 0;
    for (const stream of this.#streams)
      if (machinery.isOpen(stream)) machinery.hold(stream, isHeld);
    this.#freed.fire();
  }
}
