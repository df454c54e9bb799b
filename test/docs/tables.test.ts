/** Tables of the documentation written by hand name what the code has, no more and no less. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keysAt } from '../../sim/scenario/schema-keys.ts';
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
    // Clark's own limiter alone makes up for what it could not send.
    expect(named.sort()).toEqual(members?.filter((name) => name !== 'keepsUnused').sort());
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
