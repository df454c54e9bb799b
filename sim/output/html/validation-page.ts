/** The report of a validation: measured against simulated migrations, campaign by campaign. */

import { QUANTITIES, QUANTITY_NAMES, type QuantityName } from '../../study/validate/quantity.ts';
import type { CampaignReport, LimitReport, ValidationReport } from '../../study/validate/report.ts';
import { scoredRows } from '../text/validation-report.ts';
import { COLOURS, digits, inTurn, percent, SYMBOLS } from './curve-plot.ts';
import type { Block, Page, PlotBlock, Section, TableBlock } from './page.ts';
import { plotText } from './plot-text.ts';
import type { PageOrigin } from './run-page.ts';

export function validationPage(report: ValidationReport, { version, command }: PageOrigin): Page {
  const limits = report.campaigns.flatMap(({ campaign, limits: own }) => {
    return own.map((limit) => ({ campaign, limit }));
  });
  return {
    title: 'Measured migrations, simulated',
    facts: [
      { name: 'campaigns', value: String(report.campaigns.length) },
      { name: 'runs of each setting', value: String(report.replications) },
      { name: 'precopy', value: version },
      ...(report.absent.length === 0
        ? []
        : [{ name: 'no measurements of', value: report.absent.join(', ') }]),
    ],
    command,
    sections: [
      { title: 'Limits', blocks: [limitTable(limits)] },
      ...report.campaigns.map(campaignSection),
    ],
  };
}

function limitTable(limits: readonly { campaign: string; limit: LimitReport }[]): TableBlock {
  const titles = ['campaign', 'limit of', 'bound', 'came out', 'verdict'];
  return {
    kind: 'table',
    columns: titles.map((title) => ({ title })),
    rows: limits.map(({ campaign, limit: { what, bound, limit, value, verdict } }) => [
      campaign,
      what,
      `${bound === 'most' ? 'at most' : 'at least'} ${(100 * limit).toFixed(0)} %`,
      value === null ? 'nothing to score' : percent(value),
      verdict,
    ]),
    marks: limits.map(({ limit: { verdict } }) => (verdict === 'no points' ? 'none' : verdict)),
  };
}

function campaignSection(campaign: CampaignReport): Section {
  const { title, scored, file, calibration, leftOut, baseline } = campaign;
  const text =
    scoredRows({ file, scored }) +
    (calibration > 0 ? `, ${calibration} were used to calibrate and are not` : '') +
    (leftOut > 0 ? `, ${leftOut} failed and are left out` : '') +
    `. Baseline: ${baseline}.`;
  const present = QUANTITY_NAMES.filter((name) => {
    return campaign.rows.some(({ measured }) => (measured[name] ?? 0) > 0);
  });
  return {
    title: campaign.campaign,
    blocks: [
      { kind: 'text', text: title },
      { kind: 'text', text },
      ...present.slice(0, 3).map((name) => scatter(campaign, name)),
      quantityTable(campaign),
      ...roundBlocks(campaign),
      rowTable(campaign, present),
    ],
  };
}

/** Measured along x, simulated along y: what is right lies on the diagonal. */
function scatter({ rows }: CampaignReport, quantity: QuantityName): PlotBlock {
  const { title } = QUANTITIES[quantity];
  const unit = quantity.endsWith('Seconds') ? ', s' : '';
  const kinds = ['scored', 'calibration'] as const;
  const pairs = rows.flatMap(({ kind, label, measured, simulated }) => {
    const [x, y] = [measured[quantity], simulated[quantity]];
    return x === undefined || y === undefined || x <= 0 || y <= 0 ? [] : [{ kind, label, x, y }];
  });
  const all = pairs.flatMap(({ x, y }) => [x, y]);
  const ends = [Math.min(...all) / 1.1, Math.max(...all) * 1.1];
  const diagonal = {
    type: 'scatter',
    mode: 'lines',
    name: 'equal',
    x: ends,
    y: ends,
    line: { color: '@faint', width: 1, dash: 'dash' },
    hoverinfo: 'skip',
  };
  const points = kinds.map((wanted, at) => {
    const own = pairs.filter(({ kind }) => kind === wanted);
    return {
      type: 'scatter',
      mode: 'markers',
      name: wanted,
      x: own.map(({ x }) => x),
      y: own.map(({ y }) => y),
      text: own.map(({ label }) => plotText(label, 60)),
      hoverinfo: 'x+y+text',
      marker: { color: inTurn(COLOURS, at), symbol: inTurn(SYMBOLS, at), size: 7, opacity: 0.75 },
    };
  });
  return {
    kind: 'plot',
    caption:
      `The ${title} of each row: on the dashed line the simulation is right. ` +
      'Both scales are logarithmic.',
    traces: [diagonal, ...points.filter(({ x }) => x.length > 0)],
    layout: {
      xaxis: { title: { text: `measured ${title}${unit}` }, type: 'log' },
      yaxis: { title: { text: `simulated ${title}${unit}` }, type: 'log' },
    },
    heightPixels: 380,
  };
}

function quantityTable({ quantities }: CampaignReport): TableBlock {
  const titles = ['points', 'median', '90th', 'bias', 'worst', 'baseline median', 'baseline 90th'];
  return {
    kind: 'table',
    columns: [{ title: 'error of' }, ...titles.map((title) => ({ title, right: true }))],
    rows: quantities.map(({ quantity, above, errors, worst, baseline }) => [
      `${QUANTITIES[quantity].title}${above > 0 ? ` above ${above} s` : ''}`,
      String(errors.points),
      percent(errors.median),
      percent(errors.p90),
      percent(errors.bias),
      percent(worst?.error),
      percent(baseline.median),
      percent(baseline.p90),
    ]),
  };
}

function roundBlocks({ rounds }: CampaignReport): Block[] {
  if (rounds === null) return [];
  const { points, within } = rounds;
  const text = `Pages due in the first rounds: ${within} of ${points} means are within tolerance.`;
  return [{ kind: 'text', text }];
}

function rowTable({ rows }: CampaignReport, quantities: readonly QuantityName[]): Block {
  const lines = rows.map(({ line, label, repetition, kind, measured, simulated }) => {
    const values = quantities.map((name) => {
      return `${name} ${digits(measured[name])} / ${digits(simulated[name])}`;
    });
    const mark = kind === 'calibration' ? ' (calibration)' : '';
    return `line ${line}  ${label} ${repetition}${mark}: ${values.join(', ')}`;
  });
  return { kind: 'code', folded: 'Every row, measured / simulated', text: lines.join('\n') };
}
