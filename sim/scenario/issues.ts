/** What zod finds wrong, as findings in plain words with the likely fix. */
import type { z } from 'zod';
import { didYouMean, list, quote, suggest } from '../text/suggest.ts';
import { describeRaw, type Finding, getIn, type Path, showPath } from '../text/tree.ts';
import { keysAt } from './schema-keys.ts';

type Issue = z.core.$ZodIssue;

/** All issues of one parse. @param raw the tree that was parsed. */
export function findingsOf(issues: readonly Issue[], raw: unknown): Finding[] {
  const findings = issues.flatMap((issue) => translate(issue, { raw, base: [] }));
  // A mistyped key is one mistake, not two: the key that it was meant for is not missing as well.
  const meant = new Set(
    findings.map(({ path, hint }) => {
      const word = /^did you mean `([^`]+)`\?/u.exec(hint ?? '')?.[1];
      return word === undefined ? '' : showPath([...path.slice(0, -1), word]);
    }),
  );
  return findings.filter(
    ({ path, message }) => !message.endsWith(MISSING) || !meant.has(showPath(path)),
  );
}

const MISSING = ' is missing';

interface Context {
  readonly raw: unknown;
  /** Path of the value in which the issue's own path starts. */
  readonly base: Path;
}

function translate(issue: Issue, context: Context): Finding[] {
  const { raw } = context;
  const path: Path = [...context.base, ...issue.path.map(toKey)];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], raw));
  }
  if (issue.code === 'invalid_key') {
    const message = `${describeRaw(path.at(-1))} cannot be a name`;
    return [{ path, atKey: true, message, hint: issue.issues[0]?.message ?? '' }];
  }
  const found = getIn(raw, path);
  if (issue.code === 'invalid_union') {
    const { discriminator, options } = issue as { discriminator?: string; options?: unknown[] };
    if (discriminator !== undefined) return [wrongChoice(path, found, options ?? [])];
    const branch = bestBranch(issue.errors);
    if (branch !== undefined && found !== undefined) {
      return branch.flatMap((inner) => translate(inner, { raw, base: path }));
    }
  }
  if (found === undefined) return [missing(path)];
  if (issue.code === 'custom') {
    const hint: unknown = issue.params?.hint;
    const message = `${subject(path)}${issue.message}`;
    return [typeof hint === 'string' ? { path, message, hint } : { path, message }];
  }
  if (issue.code === 'invalid_value') return [wrongChoice(path, found, issue.values)];
  return [{ path, message: `${subject(path)}${expectation(issue)}, found ${describeRaw(found)}` }];
}

function unknownKey(path: Path, raw: unknown): Finding {
  const key = String(path.at(-1));
  const known = keysAt(path.slice(0, -1), raw);
  const present = Object.keys(Object(getIn(raw, path.slice(0, -1))));
  // A key that stands there already is a less likely meaning.
  const near = suggest(
    key,
    known.filter((candidate) => !present.includes(candidate)),
  );
  const guess = near === undefined ? didYouMean(key, known) : `did you mean ${quote(near)}?`;
  // Of a map with a `kind` few remember what that kind takes.
  const more = near !== undefined && present.includes('kind') ? ` known: ${list(known)}` : '';
  const hint = `${guess}${more}`;
  return { path, atKey: true, message: `unknown key ${quote(key)}`, hint };
}

function wrongChoice(path: Path, found: unknown, options: readonly unknown[]): Finding {
  const words = options.filter((option) => option !== undefined).map(String);
  const hint = words.length === 1 ? `write ${list(words)}` : `one of ${list(words)}`;
  if (found === undefined) return { ...missing(path), hint };
  const near = typeof found === 'string' ? suggest(found, words) : undefined;
  const guess = near === undefined ? '' : `did you mean ${quote(near)}? `;
  const message = `${subject(path)}${describeRaw(found)} is not known`;
  return { path, message, hint: `${guess}${hint}` };
}

function missing(path: Path): Finding {
  return { path, message: `${quote(String(path.at(-1)))}${MISSING}` };
}

/**
 * The alternative that the writer meant: the one whose outer type fits what was found, with the
 * fewest things wrong.
 */
function bestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const fitting = branches.filter((branch) =>
    branch.every(
      (issue) =>
        issue.path.length > 0 || issue.code === 'unrecognized_keys' || issue.code === 'too_small',
    ),
  );
  return fitting.toSorted((left, right) => left.length - right.length)[0];
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') {
    const known = TYPES[issue.expected];
    // Fields with a message of their own say more than the type.
    return issue.message.startsWith('Invalid input')
      ? `expected ${known ?? 'text'}`
      : issue.message;
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const isOwn = !/^(Too|Invalid)/u.test(issue.message);
    return isOwn ? issue.message : `expected ${sizeOf(issue)} entries`;
  }
  if (issue.code === 'invalid_format') return 'expected a name';
  return issue.message === 'Invalid input' ? 'expected another form' : issue.message;
}

function sizeOf(issue: Issue): string {
  if (issue.code === 'too_small') return `at least ${issue.minimum}`;
  return issue.code === 'too_big' ? `at most ${issue.maximum}` : 'other';
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  tuple: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** '`memory`: ', or '' at the root and for entries of lists. */
function subject(path: Path): string {
  const key = path.findLast((part) => typeof part === 'string');
  return key === undefined ? '' : `${quote(key)}: `;
}

function toKey(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}
