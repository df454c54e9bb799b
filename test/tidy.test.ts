/** The house rules, held by a test: layers, sizes, conduct, comments, nothing of one machine. */
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { circlesAmong } from './support/circles.ts';
import { misconduct } from './support/conduct.ts';
import { grants, LAYERS, layerOf, mayUsePackage, whyNot } from './support/layers.ts';
import { lineOf, ourFiles, readSource, type Source, textOf, walk } from './support/source.ts';

const FILE_LINES = 300;
const FUNCTION_LINES = 50;
const COLUMNS = 100;

const FILES = ourFiles();
const SOURCES = FILES.filter((path) => /\.tsx?$/.test(path)).map((path) => readSource(path));
const LAYERED = SOURCES.filter(({ path }) => /^(sim|models|scenarios)\//.test(path));
const BY_PATH = new Map(SOURCES.map((source) => [source.path, source]));

/** Imports that are there when the program runs, without those loaded late. */
const runtimeImports = (source: Source): Source[] =>
  source.imports
    .filter(({ kind, isRelative }) => kind === 'value' && isRelative)
    .flatMap(({ target }) => BY_PATH.get(target) ?? []);

/** What layers hold, as the table in ARCHITECTURE.md names it. */
const PLACES = LAYERS.map(({ holds }) => holds.map((place) => place.replace(/\/$/, '')));

/** The same in a text: for instance | `sim/output/csv`, `sim/output/trace` | results as CSV | */
function tableIn(text: string): string[][] {
  const rows = [...text.matchAll(/^\| (`[^|]+`) \|/gm)];
  return rows.map(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, place = '']) => place),
  );
}

describe('layers', () => {
  test('every file has its layer', () => {
    const homeless = LAYERED.filter(({ path }) => layerOf(path) === undefined);
    expect(homeless.map(({ path }) => path)).toEqual([]);
  });

  test('a layer imports only itself and earlier ones, and only the packages it is granted', () => {
    const faults = LAYERED.flatMap(({ path, imports }) => {
      const layer = layerOf(path);
      if (layer === undefined) return [];
      return imports.flatMap(({ target, isRelative }) => {
        const isGranted = !isRelative && mayUsePackage(layer, target);
        const reason = isRelative ? whyNot(layer, target) : `${layer.holds[0]} may not use it`;
        return isGranted || reason === undefined ? [] : [`${path} imports ${target}: ${reason}`];
      });
    });
    expect(faults).toEqual([]);
  });

  test('every place of the table holds files, and every package it grants is imported', () => {
    const idle = LAYERS.flatMap((layer) => {
      const own = LAYERED.filter(({ path }) => layerOf(path) === layer);
      const empty = layer.holds.filter((place) => !own.some(({ path }) => path.startsWith(place)));
      const unused = layer.packages.filter(
        (name) => !own.some(({ imports }) => imports.some(({ target }) => grants(name, target))),
      );
      return [...empty, ...unused.map((name) => `${layer.holds[0]} needs no ${name}`)];
    });
    expect(idle).toEqual([]);
  });

  test('no files import each other in a circle, types included', () => {
    expect(circlesAmong(SOURCES)).toEqual([]);
  });

  test('mathjs, a second to load, is not loaded at the start', () => {
    const reached = new Set<Source>();
    const visit = (source: Source): void => {
      if (reached.has(source)) return;
      reached.add(source);
      runtimeImports(source).forEach(visit);
    };
    for (const start of ['sim/index.ts', 'sim/app/cli/main.ts']) {
      const source = BY_PATH.get(start);
      if (source !== undefined) visit(source);
    }
    const guilty = [...reached].filter(({ imports }) =>
      imports.some(({ target, kind }) => kind === 'value' && /^mathjs(\/|$)/.test(target)),
    );
    expect(guilty.map(({ path }) => path)).toEqual([]);
  });

  test('ARCHITECTURE.md has the same table', () => {
    expect(tableIn(textOf('ARCHITECTURE.md'))).toEqual(PLACES);
  });

  test('the linter has the same edge', () => {
    const edge = LAYERS.filter(({ conduct }) => conduct === 'edge').flatMap(({ holds }) => holds);
    const inApp = LAYERS.flatMap(({ holds }) => holds).filter((x) => x.startsWith('sim/app/'));
    expect(edge).toEqual(inApp);
    expect(textOf('biome.json')).toContain('["sim/**", "models/**", "!sim/app/**"]');
  });
});

/** What a function is called, or what it is given to. */
function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) {
    return parent.name.getText();
  }
  return ts.isCallExpression(parent) ? `argument of ${parent.expression.getText()}` : 'function';
}

/** Functions that are too long; a `describe` holds tests as a file does and is not counted. */
function longFunctions({ path, tree }: Source): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    if (!ts.isFunctionLike(node)) return;
    const lines = lineOf(tree, node.end) - lineOf(tree, node.getStart()) + 1;
    const name = nameOf(node);
    if (lines <= FUNCTION_LINES || /^argument of describe/.test(name)) return;
    found.push(`${path}:${lineOf(tree, node.getStart())} ${name}: ${lines} lines`);
  });
  return found;
}

const lineCount = (text: string): number => text.replace(/\n$/, '').split('\n').length;

describe('sizes', () => {
  test(`a file has at most ${FILE_LINES} lines`, () => {
    const long = SOURCES.filter(({ text }) => lineCount(text) > FILE_LINES);
    expect(long.map(({ path, text }) => `${path}: ${lineCount(text)}`)).toEqual([]);
  });

  test(`a function has at most ${FUNCTION_LINES} lines`, () => {
    expect(SOURCES.flatMap(longFunctions)).toEqual([]);
  });

  test(`a line has at most ${COLUMNS} columns`, () => {
    const faults = SOURCES.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, i) => {
        const columns = [...line].length;
        return columns > COLUMNS ? [`${path}:${i + 1} has ${columns}`] : [];
      }),
    );
    expect(faults).toEqual([]);
  });
});

describe('conduct', () => {
  test('layers below the edge know no clock, no chance, no process; the engine no Math.log', () => {
    const faults = LAYERED.flatMap((source) =>
      misconduct(source, layerOf(source.path)?.conduct ?? 'engine'),
    );
    expect(faults).toEqual([]);
  });

  test('one file prints, and one writes cells as CSV: what is dangerous is escaped there', () => {
    const doing = (what: RegExp): string[] =>
      LAYERED.filter(({ path, text }) => /^(sim|models)\//.test(path) && what.test(text)).map(
        ({ path }) => path,
      );
    // A line of progress holds names and numbers only.
    expect(doing(/process\.std(?:out|err)\.write|console\.(?:log|error|warn)/)).toEqual([
      'sim/app/cli/progress.ts',
      'sim/app/cli/terminal.ts',
    ]);
    // The others join the words of a message, the points of a curve, the names of one cell.
    expect(doing(/join\([`'"][,;][`'"]\)/)).toEqual([
      'sim/app/lab/view/plane.tsx',
      'sim/study/validate/xen417-row.ts',
      'sim/text/cells.ts',
      'sim/text/csv.ts',
    ]);
  });

  test('every file says first what it is', () => {
    const silent = SOURCES.filter(({ text }) => !/^(#![^\n]*\n)?\/\*\*\s/.test(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test('nothing names a folder or a package server of one machine', () => {
    const folder = /(?<![\w.~}-])\/(?:home|root|tmp|Users|work|mnt|srv)\/[\w.-]{2,}/;
    const server = /https?:\/\/(?:localhost|[\d.]+|[^\s/"']*(?:registry|artifactory|nexus))[:/]/;
    const faults = FILES.flatMap((path) =>
      textOf(path)
        .split('\n')
        .flatMap((line, i) => {
          const hit = folder.exec(line) ?? server.exec(line);
          return hit === null ? [] : [`${path}:${i + 1} ${hit[0]}`];
        }),
    );
    expect(faults).toEqual([]);
  });
});

describe('the rules themselves see', () => {
  const faultsOf = (text: string): string[] =>
    misconduct(readSource('sim/engine/kernel/planted.ts', text), 'engine');

  test.each([
    'const x = Math.random();',
    'const x = Date.now();',
    'const x = new Date();',
    'const x = performance.now();',
    'setTimeout(run, 5);',
    'const x = process.env;',
    'const x = Math.log(2);',
    'const x = y ** 3;',
    'x **= 3;',
    'async function f() {}',
    'const x = Math.max(0, ...values);',
    'list?.push(...values);',
  ])('%s', (text) => {
    expect(faultsOf(text)).toHaveLength(1);
  });

  test.each([
    'const x = y ** 2 + 2 ** 40 + Math.sqrt(y) + Math.floor(y);',
    'const x = record.Date; process.wait(5); process.start();',
    'const x = Math.max(0, f(...pair)); list.push([...values]);',
  ])('nothing wrong in: %s', (text) => {
    expect(faultsOf(text)).toEqual([]);
  });

  test('a row too many or too few, and rows that changed places', () => {
    const text = LAYERS.map(({ holds }) => `| ${holds.map((x) => `\`${x}\``).join(', ')} | x |`);
    const rows = text.map((row) => row.replaceAll('/`', '`'));
    expect(tableIn(rows.join('\n'))).toEqual(PLACES);
    const [first = '', second = '', ...rest] = rows;
    for (const wrong of [
      [first, ...rows],
      [second, ...rest],
      [second, first, ...rest],
    ]) {
      expect(tableIn(wrong.join('\n'))).not.toEqual(PLACES);
    }
  });

  test('a circle of types, a late import, a file without a layer', () => {
    const planted = (path: string, text: string): Source => readSource(`sim/text/${path}`, text);
    const one = planted('one.ts', "import type { Two } from './two.ts';");
    const two = planted('two.ts', "export { three } from './three.ts';");
    const three = planted('three.ts', "import { one } from './one.ts';");
    const paths = [one, three, two].map(({ path }) => path);
    expect(circlesAmong([one, two, three])).toEqual([paths]);
    expect(circlesAmong([one, two, planted('three.ts', "import('./one.ts');")])).toEqual([]);
    expect(layerOf('sim/elsewhere.ts')).toBeUndefined();
  });

  test('an import that goes up', () => {
    const kernel = layerOf('sim/engine/kernel/queue.ts');
    const models = layerOf('models/workload/read.ts');
    expect(whyNot(kernel!, 'sim/engine/machine/guest/host.ts')).toBe(
      'sim/engine/machine/guest/ comes after sim/engine/kernel/',
    );
    expect(whyNot(models!, 'sim/engine/kernel/random.ts')).toBeUndefined();
    expect(mayUsePackage(kernel!, 'node:fs')).toBe(false);
    expect(mayUsePackage(kernel!, 'seedrandom/lib/alea.js')).toBe(true);
  });
});
