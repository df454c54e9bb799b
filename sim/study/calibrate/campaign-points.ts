/** Points from a campaign of `precopy validate`: its rows, with what each sets. */
import type { Compared, MeasuredRow } from '../validate/campaign.ts';
import type { QuantityName } from '../validate/quantity.ts';
import type { CampaignInput } from '../validate/select.ts';
import { aboveZero, type MeasuredData, type MeasuredPoint } from './point.ts';
import { COMPARED_ROUNDS } from './quantities.ts';

/** Campaigns count until the guest runs, and pages that were due. */
const KEYS: Readonly<Partial<Record<QuantityName, string>>> = {
  totalSeconds: 'untilRunningSeconds',
  pagesSent: 'pagesDue',
};

/** @throws Problem with every mistake of the campaign's tables. */
export function campaignPoints({ campaign, table, companions }: CampaignInput): MeasuredData {
  const { rows, leftOut } = campaign.read(table, companions);
  const points = rows.map((row) => pointOf(row, campaign.compared, table.fileName));
  const message = `${leftOut} rows of migrations that failed are left out`;
  const warnings = leftOut === 0 ? [] : [{ where: table.fileName, message }];
  return { name: campaign.name, points, warnings };
}

function pointOf(
  { line, settings, measured, roundPages }: MeasuredRow,
  compared: readonly Compared[],
  fileName: string,
): MeasuredPoint {
  const totals = compared.flatMap(({ quantity, above = 0 }) => {
    const value = measured[quantity];
    if (value === undefined || value <= above) return [];
    return [[KEYS[quantity] ?? quantity, value] as const];
  });
  const rounds = roundPages.slice(0, COMPARED_ROUNDS).flatMap((pages, index) => {
    return Number.isNaN(pages) ? [] : [[`roundPages.${index + 1}`, pages] as const];
  });
  const values = aboveZero(Object.fromEntries([...totals, ...rounds]));
  return { where: `${fileName}:${line}`, settings, measured: values };
}
