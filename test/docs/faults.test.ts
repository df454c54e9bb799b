/** The table of docs/explanation/faults.md is what the simulator gives. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recoveryOf } from '../../models/recovery/index.ts';
import type { FateResult, GuestOutcome } from '../../sim/run/result/fate.ts';
import { BUSY, firstOn, POST_COPY, type System } from '../support/fault-runs.ts';

const PAGE = 'docs/explanation/faults.md';
const START = '<!-- made by test/docs/faults.test.ts -->\n';
const END = '<!-- end -->\n';

const WORDS: Readonly<Record<GuestOutcome, string>> = {
  'runs-at-source': 'stays',
  'resumed-at-source': 'resumed',
  'runs-at-destination': 'moves',
  recoverable: 'stands',
  lost: 'lost',
  unknown: 'unknown',
};

/** The systems, each a column. */
const COLUMNS: readonly (readonly [title: string, system: System, release: string])[] = [
  ['xend', 'xend', ''],
  ['xl', 'xl', ''],
  ['xapi', 'xapi', ''],
  ['QEMU 9.2', 'qemu', '9.2'],
  ['QEMU 10.2', 'qemu', '10.2'],
];

const PHASES = ['pre-copy', 'stop-and-copy', 'hand-over', 'start', 'switch-over', 'post-copy'];
const FOLLOWS = new Set(['switch-over', 'post-copy']);

/** Faults that strike in a phase, and those that a migration meets on its way. */
const STRIKES = [
  ['the link is down for good', 'kind: link-down'],
  ['the destination crashes', 'kind: host-crash'],
  ['the source crashes', 'kind: host-crash, side: source'],
  ['its tool at the source is killed', 'kind: kill'],
  ['its tool at the destination is killed', 'kind: kill, side: destination'],
  ['the stream is damaged', 'kind: corrupt'],
  ['it is cancelled', 'kind: cancel'],
] as const;
const GUESTS = [
  ['the guest crashes', 'kind: guest-crash'],
  ['the guest shuts down', 'kind: guest-stop'],
  ['the guest reboots', 'kind: guest-reboot'],
] as const;
const MET = [
  ['the destination does not take it', 'kind: refuse'],
  ['the destination has no memory', 'kind: no-memory'],
  ['the guest ignores the suspend', 'kind: ignores-suspend'],
  ['its disks are out of reach', 'kind: storage'],
  ['its devices do not start', 'kind: devices'],
] as const;

function cell(
  faults: string,
  phase: string,
  [, system, release]: (typeof COLUMNS)[number],
): string {
  const isQemu = system === 'qemu';
  const mechanism = 'pre-copy';
  const rules = recoveryOf({ toolstack: isQemu ? 'xl' : system, mechanism, isQemu, release });
  const follows = FOLLOWS.has(phase);
  const known = new Set<string>(Object.values(rules.phases));
  if (follows ? !isQemu : phase !== '' && !known.has(phase)) return '';
  const during = phase === '' ? '' : `, during: ${phase}`;
  const policy = `name: qemu, release: ${release}${follows ? `, ${POST_COPY}` : ''}`;
  const { fate } = firstOn(system, {
    faults: `{${faults}${during}}`,
    ...(isQemu ? { policy } : {}),
    ...(follows ? { workload: BUSY } : { isSmall: true }),
  });
  return show(fate as FateResult);
}

function show({ outcome, failure }: FateResult): string {
  return `${WORDS[outcome]}${failure?.inferred ? ' *' : ''}`;
}

function table(): string {
  const rows: string[][] = [];
  const add = (name: string, faults: string, phase: string): void => {
    const cells = COLUMNS.map((column) => cell(faults, phase, column));
    if (cells.some((each) => each !== '')) rows.push([name, phase, ...cells]);
  };
  for (const [name, faults] of MET) add(name, faults, '');
  for (const [name, faults] of GUESTS) add(name, faults, 'pre-copy');
  for (const [name, faults] of STRIKES) for (const phase of PHASES) add(name, faults, phase);
  const head = ['fault', 'phase', ...COLUMNS.map(([title]) => title)];
  const lines = [head, head.map(() => '---'), ...rows].map((each) => `| ${each.join(' | ')} |\n`);
  return lines.join('').replaceAll('|  |', '| |').replaceAll('|  |', '| |');
}

it('is in the page as it comes out', () => {
  const text = readFileSync(PAGE, 'utf8');
  const from = text.indexOf(START) + START.length;
  const to = text.indexOf(END);
  expect(from).toBeGreaterThan(START.length);
  const made = table();
  if (process.env.UPDATE_REFERENCE === '1') {
    writeFileSync(PAGE, `${text.slice(0, from)}${made}${text.slice(to)}`);
    return;
  }
  expect(text.slice(from, to)).toBe(made);
});
