/** Tables of the documentation written by hand name what the code has, no more and no less. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../models/machine/registry.ts';
import { claimsCsv } from '../../sim/output/csv/claims-csv.ts';
import { comparisonCsv } from '../../sim/output/csv/comparison-csv.ts';
import { fitCsv } from '../../sim/output/csv/fit-csv.ts';
import { performanceCsv } from '../../sim/output/csv/performance-csv.ts';
import { predictionCsv } from '../../sim/output/csv/prediction-csv.ts';
import { sensitivityCsv } from '../../sim/output/csv/sensitivity-csv.ts';
import { runColumns } from '../../sim/run/result/run-table.ts';
import { roundsCsv } from '../../sim/run/result-csv.ts';
import { run } from '../../sim/run/run.ts';
import { loadScenario } from '../../sim/scenario/load.ts';
import { keysAt } from '../../sim/scenario/schema-keys.ts';
import { tidyCsv } from '../../sim/study/import/tidy-csv.ts';
import { rowsCsv } from '../../sim/study/validate/report.ts';
import { renderMarkdown } from '../../vite.markdown.ts';
import { ourFiles, textOf } from '../support/source.ts';
import { shapesOf } from '../support/type-page.ts';

/** The rows of all tables of a part of a page, as cells. */
function rowsOf(path: string, from: string, to = '\n## '): string[][] {
  const page = readFileSync(path, 'utf8');
  const start = page.indexOf(from);
  expect(start, `${path}: ${from}`).toBeGreaterThanOrEqual(0);
  const end = page.indexOf(to, start + from.length);
  const part = page.slice(start, end < 0 ? undefined : end);
  return [...part.matchAll(/^\| (.*) \|$/gmu)].map(([, row = '']) => row.split(' | '));
}

/** Words in code of a cell, without what stands in parentheses behind them. */
const codeIn = (cell = ''): string[] => {
  return [...cell.matchAll(/`(\w+)(?:\([^`]*\))?`/gu)].map(([, word = '']) => word);
};

describe('write-a-scenario.md', () => {
  const rows = rowsOf('docs/how-to/write-a-scenario.md', '## What the guest does').filter(
    ([kind = '']) => codeIn(kind).length > 0,
  );

  it('has all parameters of each kind of workload in its table', () => {
    expect(rows.length).toBeGreaterThanOrEqual(7);
    for (const [kind = '', , cells = ''] of rows) {
      const raw = { guests: { vm: { workload: { kind: codeIn(kind)[0] ?? '' } } } };
      const named = [...cells.matchAll(/`(\w+)(?=`|:)/gu)].map(([, name]) => name);
      const parameters = keysAt(['guests', 'vm', 'workload'], raw).filter((key) => key !== 'kind');
      for (const key of parameters) expect(named).toContain(key);
    }
  });
});

describe('policy-object.md', () => {
  const PAGE = 'docs/reference/policy-object.md';
  const shapes = new Map(
    shapesOf('sim/engine/mechanism/policy.ts').map(({ name, fields }) => {
      return [name, fields.map((field) => field.name)];
    }),
  );

  it('has what a module may give', () => {
    const named = rowsOf(PAGE, '## What the object may have').flatMap(([cell]) => codeIn(cell));
    // A module names the system whose stream and stages it wants; the engine has the wire format.
    const members = shapes.get('PreCopyPolicy')?.map((name) => (name === 'wire' ? 'stream' : name));
    // Only Clark's limiter makes up for what it could not send; the others are only QEMU's.
    const ofQemu = [
      'bursts',
      'retune',
      'retuned',
      'postCopy',
      'deltas',
      'channels',
      'tls',
      'dirtyLimit',
    ];
    const own = ['keepsUnused', 'observer', ...ofQemu];
    expect(named.sort()).toEqual(members?.filter((name) => !own.includes(name)).sort());
  });

  it('has every fact that its functions get', () => {
    const rows = rowsOf(PAGE, '## What the functions get').slice(1);
    const named = rows.flatMap(([cell]) => codeIn(cell));
    const members = [...(shapes.get('RoundFacts') ?? []), ...(shapes.get('PaceFacts') ?? [])];
    expect(named.sort()).toEqual(members.sort());
  });
});

describe('xen-algorithm.md', () => {
  it('has every section that is cited', () => {
    const page = readFileSync('docs/explanation/xen-algorithm.md', 'utf8');
    const sections = new Set([...page.matchAll(/^##+ ([\d.]+?)\.? /gmu)].map(([, name]) => name));
    const cited = ourFiles()
      .filter((path) => path.endsWith('.ts') && !path.startsWith('test/docs/'))
      .flatMap((path) => {
        const text = textOf(path).replaceAll(/\n \* ?/gu, ' ');
        const places = text.matchAll(/xen-algorithm\.md, sections? ((?:(?:, | and )?[\d.]*\d)+)/gu);
        return [...places].flatMap(([, list = '']) => list.match(/[\d.]*\d/gu) ?? []);
      });
    expect(cited.length).toBeGreaterThan(10);
    expect(cited.filter((name) => !sections.has(name))).toEqual([]);
  });
});

describe('csv.md', () => {
  const PAGE = readFileSync('docs/reference/csv.md', 'utf8');

  /** The columns that a section names, in its order; words that explain are in parentheses. */
  function columnsOf(section: string): string {
    const [, part = ''] = PAGE.split(`\n## ${section}: `);
    const own = part.slice(part.indexOf('\n'), part.search(/\n## |$(?![\s\S])/u));
    const plain = own.replaceAll(/ \([^)]*\)/gu, '').replaceAll(/,\s/gu, ', ');
    const paragraphs = plain.split('\n\n').filter((words) => words.includes('`, `'));
    return [...paragraphs.join(' ').matchAll(/`(\w+)`/gu)].map(([, word]) => word).join(',');
  }

  const header = (csv: string): string => csv.split('\r\n')[0]?.split('\n')[0] ?? '';
  const text = readFileSync('scenarios/policies/xenserver-2025.yaml', 'utf8');
  const { scenario } = loadScenario(text, 'x.yaml', { profiles: PROFILES });

  it.each([
    ['run', () => roundsCsv(run(scenario))],
    [
      'sweep',
      () => runColumns({ axes: [], someStay: true, mayFail: true, several: true }).join(','),
    ],
    ['performance', () => performanceCsv([])],
    ['fit', () => fitCsv([])],
    ['compare', () => comparisonCsv({ points: [] }, { x: '', by: [] }).replace(/^[",]*/u, '')],
    ['predict', () => predictionCsv([])],
    ['import', () => tidyCsv([])],
    ['validate', () => rowsCsv({ campaigns: [] } as never)],
    ['reproduce', () => claimsCsv({ claims: [] } as never)],
    ['sensitivity', () => sensitivityCsv([])],
  ])('has the columns of %s in their order', (section, write) => {
    expect(columnsOf(section)).toBe(header(write()));
  });
});

describe('links', () => {
  const pages = ourFiles().filter((path) => path.endsWith('.md') && !path.startsWith('test/'));

  it.each(pages)('of %s lead to files and headings', (path) => {
    const prose = textOf(path).replaceAll(/^```.*?^```$/gmsu, '');
    for (const [, href = ''] of prose.matchAll(/\]\(([^)\s]+)\)/gu)) {
      if (/^https?:/u.test(href)) continue;
      const [target = '', heading] = href.split('#');
      const file = target === '' ? path : posix.join(posix.dirname(path), target);
      expect(ourFiles(), `${path}: ${href}`).toContain(file);
      if (heading === undefined) continue;
      const ids = renderMarkdown(textOf(file), file).sections.map(({ id }) => id);
      expect(ids, `${path}: ${href}`).toContain(heading);
    }
  });
});
