/**
 * The files of results: two tables for each campaign, written whole after each migration, so that
 * an interrupted run goes on where it was.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText, writeAll } from '../../sim/app/files/files.ts';
import { SET_COLUMNS } from '../../sim/study/validate/qemu72-row.ts';
import { readCsv, type Table, textColumn, writeCsv } from '../../sim/text/csv.ts';
import { Problem } from '../../sim/text/problem.ts';
import type { Outcome } from './migration.ts';
import { MIGRATION_COLUMNS, migrationRow, ROUND_COLUMNS, roundRows } from './rows.ts';
import type { Setting } from './setting.ts';

type Rows = (readonly (string | number)[])[];

interface Campaign {
  readonly migrations: Rows;
  readonly rounds: Rows;
}

export class Results {
  readonly #folder: string;
  readonly #campaigns = new Map<string, Campaign>();

  /**
   * @param folder where the files are, or will be.
   * @throws Problem when its files hold other columns, or a setting with other values.
   */
  constructor(folder: string, settings: readonly Setting[]) {
    this.#folder = folder;
    for (const setting of settings) {
      const { migrations } = this.#campaign(setting.campaign);
      const other = migrations.find((row) => isOf(row, setting) && !hasSet(row, setting));
      if (other !== undefined) throw this.#mixed(setting);
    }
  }

  /** Whether a migration is in the files. */
  has(setting: Setting, repetition: number): boolean {
    const { migrations } = this.#campaign(setting.campaign);
    return migrations.some((row) => isOf(row, setting) && Number(row[2]) === repetition);
  }

  /** Adds a migration and writes the files of its campaign. */
  add(setting: Setting, repetition: number, outcome: Outcome): void {
    const { migrations, rounds } = this.#campaign(setting.campaign);
    migrations.push(migrationRow(setting, repetition, outcome));
    rounds.push(...roundRows(setting, repetition, outcome));
    writeAll(this.#folder, {
      [migrationsFile(setting.campaign)]: writeCsv(MIGRATION_COLUMNS, migrations),
      [roundsFile(setting.campaign)]: writeCsv(ROUND_COLUMNS, rounds),
    });
  }

  #campaign(name: string): Campaign {
    const known = this.#campaigns.get(name);
    if (known !== undefined) return known;
    const campaign = {
      migrations: this.#read(migrationsFile(name), MIGRATION_COLUMNS),
      rounds: this.#read(roundsFile(name), ROUND_COLUMNS),
    };
    this.#campaigns.set(name, campaign);
    return campaign;
  }

  #read(fileName: string, columns: readonly string[]): Rows {
    const path = join(this.#folder, fileName);
    if (!existsSync(path)) return [];
    const table: Table = readCsv(readText(path), path);
    const texts = columns.map((column) => textColumn(table, column));
    return table.rows.map((_, at) => texts.map((column) => column[at] ?? ''));
  }

  #mixed({ campaign, number }: Setting): Problem {
    const where = join(this.#folder, migrationsFile(campaign));
    const message = `setting ${number} has other values in it`;
    return new Problem([{ where, message, hint: 'name another folder with --out' }]);
  }
}

const migrationsFile = (campaign: string): string => `${campaign}-migrations.csv`;
const roundsFile = (campaign: string): string => `${campaign}-rounds.csv`;

const isOf = (row: Rows[number], { number }: Setting): boolean => Number(row[1]) === number;

/** Whether a row of results has what a setting sets. */
function hasSet(row: Rows[number], { cells }: Setting): boolean {
  const at = MIGRATION_COLUMNS.indexOf(SET_COLUMNS[0] ?? '');
  return cells.every((cell, column) => cell === String(row[at + column]));
}
