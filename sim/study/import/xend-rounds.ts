/** Rounds and migrations put together from the tokens of xc_save's progress output. */
import type { Remark } from './measurement.ts';
import type { Counts, Stats, Token } from './xend-tokens.ts';

/** A round as it was printed: what is missing was damaged or never there. */
export interface PrintedRound {
  readonly line: number;
  readonly round: number;
  readonly counts?: Counts;
  readonly stats?: Stats;
  /** The guest is suspended after it. */
  readonly deciding: boolean;
}

/** A migration as it was printed. */
export interface PrintedMigration {
  readonly line: number;
  /** In the order of their numbers, which are all different. */
  readonly rounds: readonly PrintedRound[];
  readonly total?: { readonly line: number; readonly pages: number; readonly factor: number };
  readonly fixups?: number;
  readonly exitCode?: number;
}

type Open<Printed> = { -readonly [Key in keyof Printed]: Printed[Key] };

interface OpenRound extends Open<PrintedRound> {
  /** End of the text that was understood. */
  end: number;
}

interface OpenMigration extends Open<Omit<PrintedMigration, 'rounds'>> {
  rounds: Map<number, OpenRound>;
  lastRound: number;
}

/** Words that occur between a round's counts and the statistics of another one. */
const FOREIGN = /skipped|dirtied|pages|\biter\b/;

/** Puts tokens together, one after the other. */
class Assembly {
  readonly migrations: OpenMigration[] = [];
  readonly remarks: Remark[] = [];
  readonly #text: string;
  #migration: OpenMigration | undefined;
  #round: OpenRound | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  add(token: Token): void {
    switch (token.kind) {
      case 'iteration':
        this.#begin(token);
        break;
      case 'counts':
        this.#count(token);
        break;
      case 'last':
        if (this.#round?.counts !== undefined) this.#round.deciding = true;
        break;
      case 'stats':
        this.#measure(token);
        break;
      default:
        this.#end(token);
    }
  }

  #begin({ round, last, line, end }: Token & { kind: 'iteration' }): void {
    const before = this.#round;
    if (last !== undefined && before?.round === round - 1) before.counts ??= last;
    this.#round = { line, round, deciding: false, end };
  }

  #count({ round, sent, skipped, line, end }: Token & { kind: 'counts' }): void {
    const counts = { sent, skipped };
    const begun = this.#round;
    if (begun !== undefined && begun.counts === undefined && begun.round !== round) {
      const message = `iteration ${begun.round} begins and round ${round} ends`;
      this.remarks.push({ line, message });
    }
    const open: OpenRound = { line, round, counts, deciding: false, end };
    const home = this.#homeOf(open);
    const known = home.rounds.get(round);
    this.#round = open;
    if (known === undefined) {
      enter(home, open);
      return;
    }
    this.remarks.push({ line, message: `round ${round} is printed again` });
    if (known.stats !== undefined) return;
    known.end = end;
    this.#round = known;
  }

  #measure({ line, start, kind: _, end, ...stats }: Token & { kind: 'stats' }): void {
    const round = this.#round;
    this.#round = undefined;
    if (round === undefined || FOREIGN.test(this.#text.slice(round.end, start))) {
      this.remarks.push({ line, message: 'statistics of a round whose counts are damaged' });
      return;
    }
    if (round.counts === undefined) enter(this.#homeOf(round), round);
    round.stats = stats;
    round.end = end;
    // Later versions print the counts with the next iteration.
    if (round.counts === undefined) this.#round = round;
  }

  #end(token: Token & { kind: 'total' | 'fixups' | 'exit' }): void {
    this.#round = undefined;
    const migration = this.#migration ?? this.#open(token.line);
    if (token.kind === 'fixups') migration.fixups = token.pages;
    else if (token.kind === 'exit') migration.exitCode = token.code;
    else migration.total = { line: token.line, pages: token.pages, factor: token.factor };
  }

  /** The migration that a round belongs to: a new one where its number cannot follow. */
  #homeOf({ round, counts, line }: OpenRound): OpenMigration {
    const current = this.#migration;
    if (current === undefined || isOver(current)) return this.#open(line);
    const known = current.rounds.get(round);
    if (known === undefined && (round > 1 || current.rounds.size === 0)) {
      if (round < current.lastRound) {
        this.remarks.push({ line, message: `round ${round} follows a later one` });
      }
      return current;
    }
    const isSame =
      known?.counts?.sent === counts?.sent && known?.counts?.skipped === counts?.skipped;
    const isAgain = known !== undefined && isSame && (round > 1 || current.lastRound === 1);
    return isAgain ? current : this.#open(line);
  }

  #open(line: number): OpenMigration {
    this.#migration = { line, rounds: new Map(), lastRound: 0 };
    this.migrations.push(this.#migration);
    return this.#migration;
  }
}

function enter(migration: OpenMigration, round: OpenRound): void {
  if (!migration.rounds.has(round.round)) migration.rounds.set(round.round, round);
  migration.lastRound = round.round;
}

const isOver = ({ total, exitCode }: OpenMigration): boolean =>
  total !== undefined || exitCode !== undefined;

/** The migrations of a text, and what is damaged in it. */
export function xendMigrations(
  text: string,
  tokens: readonly Token[],
): { migrations: PrintedMigration[]; remarks: Remark[] } {
  const assembly = new Assembly(text);
  for (const token of tokens) assembly.add(token);
  const migrations = assembly.migrations.map((migration) => {
    const rounds = [...migration.rounds.values()].sort((a, b) => a.round - b.round);
    return { ...migration, rounds };
  });
  return { migrations, remarks: assembly.remarks };
}
