/** Why a file or folder of the user's cannot be used, in words. */
import { Problem } from '../../text/problem.ts';

const REASONS: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  ENOENT: { message: 'there is no such file', hint: 'is the path right?' },
  EISDIR: { message: 'this is a folder', hint: 'name a file in it' },
  EACCES: { message: 'permission denied', hint: 'may you read or write there?' },
  EPERM: { message: 'permission denied', hint: 'may you read or write there?' },
  EROFS: { message: 'nothing can be written there', hint: 'name a folder on another disk' },
  ENOTDIR: { message: 'a part of the path is a file', hint: 'name another folder' },
  EEXIST: { message: 'a part of the path is a file', hint: 'name another folder' },
  ENOSPC: { message: 'the disk is full', hint: 'make room and run the command again' },
  EDQUOT: { message: 'the quota is used up', hint: 'make room and run the command again' },
};

/** What `act` gives. @throws Problem of this path for an error of `node:fs`, and its own. */
export function onPath<Value>(path: string, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw error instanceof Problem ? error : pathProblem(path, error);
  }
}

/** @param error what `node:fs` threw. */
export function pathProblem(path: string, error: unknown): Problem {
  const code = (error as { code?: string }).code ?? '';
  const reason = REASONS[code] ?? { message: `cannot be used (${code})`, hint: 'check the path' };
  return new Problem([{ where: path, ...reason }]);
}
