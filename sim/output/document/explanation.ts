/** A log explained: what happened, why, and what would have been. */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { megabitsPerSecond } from '../../run/result/transfer-rate.ts';
import type { Cause } from '../../study/explain/bound.ts';
import type { Explanation, Simulated, WhatIf } from '../../study/explain/explain.ts';
import type { Forecast, Spread } from '../../study/explain/forecast.ts';
import type { Outcome } from '../../study/explain/outcomes.ts';
import type { Pass } from '../../study/explain/pass.ts';
import type { Estimate } from '../../study/explain/writes.ts';
import { showQuantity } from '../../text/quantity.ts';
import { axisOf } from './curve-plot.ts';
import {
  type Block,
  type Column,
  type Fact,
  factLines,
  numeric,
  type PlotBlock,
  type ReportDocument,
  type TableBlock,
  worded,
} from './document.ts';
import { digits, pageRate, seconds } from './numbers.ts';

const CAUSES: Readonly<Record<Cause, string>> = {
  'bandwidth-limit': 'a bandwidth limit',
  link: 'the link',
  cpu: 'CPU of Dom0',
  cap: 'a cap of Dom0',
  unknown: 'not known',
};

export function explanationDocument(explanation: Explanation): ReportDocument {
  const { evidence, simulated, missing } = explanation;
  const facts = factsOf(explanation);
  const end = missing === null ? '' : `no scenario: ${missing}`;
  return {
    title: `${evidence.origin} (${evidence.format}, ${evidence.outcome})`,
    facts,
    lead: `${evidence.origin} (${evidence.format}, ${evidence.outcome})\n\n${factLines(facts)}`,
    sections: [
      ...(evidence.passes.length === 0
        ? []
        : [{ title: 'Passes', blocks: passBlocks(evidence.passes) }]),
      ...(simulated === null ? [] : sectionsOf(simulated, explanation)),
      ...(end === '' ? [] : [{ title: 'What is missing', blocks: [textOf(end)] }]),
    ],
  };
}

const textOf = (text: string): Block => ({ kind: 'text', text });

function factsOf({ evidence, rate, bound, writes, simulated }: Explanation): Fact[] {
  const { totalSeconds, downtimeSeconds, pagesSent, bytesSent, memoryPages, now } = evidence;
  const facts: (Fact | undefined)[] = [
    fact('total time', totalSeconds, (value) => `${digits(value)} s`),
    fact('downtime', downtimeSeconds, (value) => `${digits(value)} s${share(value, totalSeconds)}`),
    fact(
      'so far',
      now?.seconds,
      (value) => `${digits(value)} s, ${remaining(now?.remainingPages)}`,
    ),
    fact('memory', memoryPages, (value) => showQuantity(value * PAGE_BYTES, 'bytes')),
    fact('sent', sentOf(pagesSent, bytesSent)),
    fact('rate', rate?.value, (value) => {
      return `${bits(value)}${ends(rate as Estimate, bits)}, ${rate?.from}`;
    }),
    fact('bounded by', `${CAUSES[bound.cause]}: ${bound.why}`),
    ...writesFacts(writes),
    fact('converges', simulated === null ? undefined : convergence(simulated, evidence.passes)),
    fact('it does up to', simulated?.largestRate, (value) => `${pageRate(value)} written`),
  ];
  return facts.filter((each) => each !== undefined);
}

const bits = (bytesPerSecond: number): string => showQuantity(8 * bytesPerSecond, 'bit/s');

function fact<Value>(
  name: string,
  value: Value | null | undefined,
  show: (value: Value) => string = String,
): Fact | undefined {
  return value === null || value === undefined ? undefined : { name, value: show(value) };
}

function share(part: number, whole: number | null): string {
  return whole === null || whole === 0 ? '' : `, ${((100 * part) / whole).toFixed(1)} % of it`;
}

const remaining = (pages: number | null | undefined): string =>
  pages == null ? 'what remains is not stated' : `${Math.round(pages)} pages remain`;

function sentOf(pages: number | null, bytes: number | null): string | undefined {
  if (pages === null && bytes === null) return undefined;
  const inBytes = bytes === null ? [] : [showQuantity(bytes, 'bytes')];
  return [...(pages === null ? [] : [`${pages} pages`]), ...inBytes].join(', ');
}

/** The 90 % interval. */
function ends({ low, high }: Estimate | Spread, show: (value: number) => string): string {
  if (low === high) return '';
  return high === null ? `, at least ${show(low)}` : `, 90 %: ${show(low)} to ${show(high)}`;
}

function writesFacts(writes: Explanation['writes']): Fact[] {
  if (writes === null) return [];
  const { pagesPerSecond, workingSetPages, law, isLawKnown } = writes;
  const size = (pages: number): string => showQuantity(Math.round(pages) * PAGE_BYTES, 'bytes');
  const span = ends(pagesPerSecond, (pages) => Math.round(pages).toString());
  const rate = `${pageRate(pagesPerSecond.value)}${span}`;
  if (pagesPerSecond.value < 1)
    return [{ name: 'dirty rate', value: `${rate}: the guest is idle` }];
  const order = isLawKnown ? `, ${law}` : '';
  return [
    { name: 'dirty rate', value: rate },
    {
      name: 'working set',
      value: `${size(workingSetPages.value)}${ends(workingSetPages, size)}${order}`,
    },
  ];
}

function convergence({ asIs, forecast }: Simulated, passes: readonly Pass[]): string {
  if (!asIs.ends) return 'no: it writes faster than is sent';
  if (forecast?.ends === 'perhaps') return 'perhaps: its dirty rate is not bounded by what is seen';
  if (asIs.stopReason !== 'max-rounds') return 'yes';
  const dues = passes.flatMap(({ due }) => (due === null ? [] : [due]));
  const [second = 0, last = 0] = [dues[1], dues.at(-1)];
  const isShrinking = last < SHRUNK * second;
  return isShrinking
    ? `rounds shrink, to ${last} pages; their number ends them`
    : 'no: rounds do not shrink, their number ends them';
}

/** Rounds that shrink have come down to this part of the second. */
const SHRUNK = 0.5;

/** Rows of a table that a page has room for. */
const PASSES_SHOWN = 10;

function passBlocks(passes: readonly Pass[]): Block[] {
  const columns: readonly (readonly [string, (pass: Pass) => string | null])[] = [
    ['round', ({ round, count }) => (count === 1 ? `${round}` : `${round} and ${count - 1} more`)],
    ['due', ({ due }) => whole(due)],
    ['sent', ({ sent }) => whole(sent)],
    ['found dirty', ({ found }) => whole(found)],
    ['seconds', (pass) => pass.seconds?.toFixed(3) ?? null],
    ['Mbit/s', rateOf],
    ['Dom0 CPU', (pass) => percent(pass.dom0CpuPercent)],
    ['throttle', ({ throttle }) => (throttle === 0 ? null : percent(100 * throttle))],
  ];
  const used = columns.filter(([, cell]) => passes.some((pass) => cell(pass) !== null));
  const shown = passes.slice(0, PASSES_SHOWN);
  const more = passes.length - shown.length;
  const table: TableBlock = {
    kind: 'table',
    columns: numeric(...used.map(([name]) => name)),
    rows: shown.map((pass) => used.map(([, cell]) => cell(pass) ?? '-')),
    notes: more === 0 ? [] : [`and ${more} more`],
  };
  const begun = new Set(passes.flatMap(({ startSeconds }) => startSeconds ?? []));
  return [table, ...(begun.size > 1 ? [passPlot(passes)] : [])];
}

const whole = (value: number | null): string | null =>
  value === null ? null : String(Math.round(value));

const percent = (value: number | null): string | null =>
  value === null ? null : `${value.toFixed(0)} %`;

function rateOf({ bytes, seconds: time }: Pass): string | null {
  if (bytes === null || time === null || time <= 0) return null;
  return megabitsPerSecond(bytes, time)?.toFixed(0) ?? null;
}

/** Pages that each pass had to send and found dirty, over the time at which it began. */
function passPlot(passes: readonly Pass[]): PlotBlock {
  const known = passes.filter(({ startSeconds }) => startSeconds !== null);
  const trace = (name: string, value: (pass: Pass) => number | null, color: string) => ({
    type: 'scatter' as const,
    mode: 'lines+markers' as const,
    name,
    x: known.map(({ startSeconds }) => startSeconds),
    y: known.map(value),
    marker: { color },
    line: { color, width: 1 },
  });
  return {
    kind: 'plot',
    onPage: true,
    caption: 'Pages due in each round, and found dirty at its end.',
    heightPixels: 320,
    isStill: true,
    traces: [
      trace('due', ({ due }) => due, '@sent'),
      trace('found dirty', ({ found }) => found, '@dirty'),
    ].filter(({ y }) => y.some((pages) => pages !== null)),
    layout: { xaxis: axisOf('start of the round (s)'), yaxis: axisOf('pages') },
  };
}

function sectionsOf(simulated: Simulated, { evidence }: Explanation) {
  const { asIs, whatIfs, cures, forecast, assumptions, text } = simulated;
  const { totalSeconds, downtimeSeconds } = evidence;
  const measured = totalSeconds === null ? [] : [measuredRow(totalSeconds, downtimeSeconds)];
  return [
    ...(forecast === undefined ? [] : [{ title: 'Forecast', blocks: forecastBlocks(forecast) }]),
    ...(cures.length === 0
      ? []
      : [{ title: 'The least changes that end it', isTitled: true, blocks: [outcomes(cures)] }]),
    {
      title: 'What would have been',
      isTitled: true,
      blocks: [
        outcomes([{ title: 'as it is, simulated', set: [], outcome: asIs }, ...whatIfs], measured),
      ],
    },
    {
      title: 'Taken for the simulation',
      isTitled: true,
      blocks: [
        {
          kind: 'table' as const,
          columns: [...worded('what', 'value', 'from'), { name: 'why', widthMax: 70 }] as Column[],
          rows: assumptions.map(({ what, value, from, why }) => [what, value, from, why]),
        },
      ],
    },
    {
      title: 'Scenario',
      blocks: [{ kind: 'code' as const, folded: 'the file', text }],
    },
  ];
}

export function forecastLine({ ends: will, endSeconds, downtimeSeconds }: Forecast): string {
  if (endSeconds === null) return 'it will not end';
  const show = (value: number): string => `${seconds(value)} s`;
  const at = `ends ${show(endSeconds.value)} after its start${ends(endSeconds, show)}`;
  const stop = downtimeSeconds === null ? '' : `; downtime ${show(downtimeSeconds.value)}`;
  return `${at}${stop}${will === 'perhaps' ? '; perhaps never' : ''}`;
}

const forecastBlocks = (forecast: Forecast): Block[] => [
  { kind: 'text', text: `forecast    ${forecastLine(forecast)}` },
];

const measuredRow = (total: number, downtime: number | null): string[] => [
  'measured',
  seconds(total),
  '',
  downtime === null ? '-' : digits(downtime),
  '',
  '',
  '',
  '',
];

function outcomes(whatIfs: readonly WhatIf[], first: readonly string[][] = []): TableBlock {
  return {
    kind: 'table',
    columns: [
      ...worded('change'),
      ...numeric(['total s', 'total time (s)'], ['it lies in', 'it lies in (s)']),
      ...numeric(['downtime s', 'downtime (s)'], ['it lies in', 'it lies in (s)']),
      ...numeric(['lost s', 'work lost (s)'], 'rounds'),
      ...worded('stopped by'),
    ],
    rows: [...first, ...whatIfs.map(({ title, outcome }) => [title, ...cellsOf(outcome)])],
  };
}

function cellsOf(outcome: Outcome): string[] {
  const { ends: will, totalSeconds, downtimeSeconds, lostSeconds, rounds, stopReason } = outcome;
  const { interval } = outcome;
  const lost = digits(lostSeconds, 3);
  const count = digits(rounds, 3);
  if (!will) return [`> ${seconds(totalSeconds)}`, '', '-', '', lost, count, 'never'];
  return [
    seconds(totalSeconds),
    between(interval?.totalSeconds),
    digits(downtimeSeconds, 3),
    between(interval?.downtimeSeconds),
    lost,
    count,
    stopReason,
  ];
}

type Range = NonNullable<Outcome['interval']>['totalSeconds'] | undefined;

function between(range: Range): string {
  if (range === undefined || range.low === range.high) return '';
  const { low, high } = range;
  return `${digits(low, 3)} to ${high === null ? 'never' : digits(high, 3)}`;
}
