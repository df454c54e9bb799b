/** Which campaigns are run, and the tables they read. */

import { readCsv, type Table } from '../../text/csv.ts';
import { type Mistake, Problem } from '../../text/problem.ts';
import { didYouMean, quote } from '../../text/suggest.ts';
import type { Campaign } from './campaign.ts';

/** A folder with the folders in it. */
export interface Shelf {
  /** Its name as the user wrote it. */
  readonly name: string;
  /** Paths of the files with a base name. */
  readonly find: (fileName: string) => readonly string[];
  /** @throws Problem when the file cannot be read. */
  readonly read: (path: string) => string;
}

/** Where measurements are looked for. */
export interface Shelves {
  readonly shipped: Shelf;
  /** The user's, instead of the shipped ones. */
  readonly given?: Shelf | undefined;
}

/** A campaign that is run. */
export interface CampaignInput {
  readonly campaign: Campaign;
  readonly table: Table;
  /** The companions that were found, by base name. */
  readonly companions: ReadonlyMap<string, Table>;
}

export interface Selection {
  readonly inputs: readonly CampaignInput[];
  /** Names of the campaigns that have no file and were not asked for by name. */
  readonly absent: readonly string[];
}

/**
 * Finds the files of campaigns.
 * @param names campaigns; none means all that have files.
 * @throws Problem for a name that is not known, a campaign asked for that has no file, a file that
 *   is there twice with different content, or when nothing is left.
 */
export function selectCampaigns(
  campaigns: readonly Campaign[],
  names: readonly string[],
  shelves: Shelves,
): Selection {
  const asked = names.length === 0 ? campaigns : byName(campaigns, names);
  const shelf = shelves.given ?? shelves.shipped;
  const found = asked.map((campaign) => [campaign, readFrom(shelf, campaign.fileName)] as const);
  const absent = found.flatMap(([campaign, table]) => (table === undefined ? [campaign] : []));
  const inputs = found.flatMap(([campaign, table]) => {
    if (table === undefined) return [];
    return [{ campaign, table, companions: companionsOf(campaign, shelf, shelves.shipped) }];
  });
  if (names.length > 0 && absent.length > 0) {
    throw new Problem(absent.map((campaign) => whyAbsent(campaign, shelves)));
  }
  if (inputs.length === 0) throw nothingIn(shelf, asked);
  return { inputs, absent: absent.map(({ name }) => name) };
}

function byName(campaigns: readonly Campaign[], names: readonly string[]): Campaign[] {
  const known = campaigns.map(({ name }) => name);
  const strange = [...new Set(names)].filter((name) => !known.includes(name));
  if (strange.length > 0) {
    throw new Problem(
      strange.map((name) => {
        const message = `no such campaign: ${quote(name)}`;
        return { where: 'precopy validate', message, hint: didYouMean(name, known) };
      }),
    );
  }
  return campaigns.filter(({ name }) => names.includes(name));
}

function companionsOf(campaign: Campaign, shelf: Shelf, shipped: Shelf): Map<string, Table> {
  const tables = new Map<string, Table>();
  for (const { fileName, from } of campaign.companions) {
    const beside = readFrom(shelf, fileName);
    const table = beside ?? (from === 'anywhere' ? readFrom(shipped, fileName) : undefined);
    if (table !== undefined) tables.set(fileName, table);
  }
  return tables;
}

function readFrom(shelf: Shelf, fileName: string): Table | undefined {
  const [first, ...more] = shelf.find(fileName);
  if (first === undefined) return undefined;
  const text = shelf.read(first);
  const other = more.find((path) => shelf.read(path) !== text);
  if (other !== undefined) {
    const message = `${other} has the same name and different content`;
    throw new Problem([{ where: first, message, hint: 'leave one of them in the folder' }]);
  }
  return readCsv(text, first);
}

function whyAbsent({ name, fileName }: Campaign, { given }: Shelves): Mistake {
  if (given !== undefined) {
    const message = `${quote(fileName)}, which ${name} reads, is not in it`;
    return { where: given.name, message, hint: 'is it the right folder?' };
  }
  const hint = `name a folder that holds ${quote(fileName)} with --data`;
  return { where: name, message: 'no measurements of it are shipped', hint };
}

function nothingIn(shelf: Shelf, asked: readonly Campaign[]): Problem {
  const files = asked.map(({ fileName }) => quote(fileName)).join(', ');
  const hint = `looked for ${files}`;
  return new Problem([{ where: shelf.name, message: 'no measurements are in it', hint }]);
}
