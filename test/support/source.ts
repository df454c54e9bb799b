/** The project's own text files and what the TypeScript compiler sees in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SKIPPED = new Set(['node_modules', 'dist', 'coverage', '.git']);

/** An import or re-export of a module. */
export interface Import {
  /** A path from the project's root for a relative import, else the module's own name. */
  readonly target: string;
  readonly isRelative: boolean;
  /** How long it lasts: types vanish in the build, late ones are loaded when reached. */
  readonly kind: 'value' | 'type' | 'late';
}

/** One file of TypeScript. */
export interface Source {
  /** From the project's root, with '/'. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** The paths of all files of ours, from the root, with '/', sorted. */
export function ourFiles(folder = ''): string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true });
  return entries
    .filter((entry) => !SKIPPED.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return ourFiles(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

/** The text of one of our files. */
export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Calls `visit` with every node below and including this one. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** The line a node starts on, counted from 1, leading comments left out. */
export const lineOf = (tree: ts.SourceFile, position: number): number =>
  tree.getLineAndCharacterOfPosition(position).line + 1;

function onlyTypes(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function moduleOf(node: ts.Node): { name: string; kind: Import['kind'] } | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    const from = node.moduleSpecifier;
    if (from === undefined || !ts.isStringLiteral(from)) return undefined;
    return { name: from.text, kind: onlyTypes(node) ? 'type' : 'value' };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const from = node.arguments[0];
    return from && ts.isStringLiteral(from) ? { name: from.text, kind: 'late' } : undefined;
  }
  return undefined;
}

function importsOf(path: string, tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  walk(tree, (node) => {
    const module = moduleOf(node);
    if (module === undefined) return;
    const isRelative = module.name.startsWith('.');
    const target = isRelative
      ? join(dirname(path), module.name).replaceAll('\\', '/')
      : module.name;
    found.push({ target, isRelative, kind: module.kind });
  });
  return found;
}

/** Reads and parses one file. */
export function readSource(path: string, text = textOf(path)): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  return { path, text, tree, imports: importsOf(path, tree) };
}
