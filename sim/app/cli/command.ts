/** How a command is declared: the options that it takes, and what it does with their values. */
import type { Argv } from 'yargs';
import { requireCounts } from './options.ts';

/** What a command is asked to do; its number is the exit code, 0 without one. */
export type Work = () => Promise<number | undefined> | number | undefined;

/**
 * Adds a command to a parser. When the command is called, `start` is given the work instead of the
 * parser waiting for it, which would lay out the help page that nothing asked for.
 */
export type Command = (
  parser: Argv,
  usage: string,
  describe: string,
  start: (work: Work) => void,
) => Argv;

/** The values of options; one without a default may be missing. */
type Values<Options> = {
  readonly [Name in keyof Options as undefined extends Options[Name] ? never : Name]: Options[Name];
} & {
  readonly [Name in keyof Options as undefined extends Options[Name]
    ? Name
    : never]?: Options[Name];
};

/** The values of the options that a function declares. */
export type Given<Declare extends (parser: Argv) => unknown> =
  ReturnType<Declare> extends Argv<infer Options> ? Values<Options> : never;

/** A command by its options, its action, and what it is about where a line does not say it. */
export function declareCommand<Options>(
  declare: (parser: Argv) => Argv<Options>,
  act: (args: Values<Options>) => ReturnType<Work> | Promise<void> | void,
  about?: string,
): Command {
  return (parser, usage, describe, start) =>
    parser.command(usage, about ?? describe, declare, (args) => {
      start(async () => {
        requireCounts(args);
        return (await act(args as unknown as Values<Options>)) ?? undefined;
      });
    });
}

/**
 * Examples for below the options. Each has its meaning on a line of its own: side by side, a long
 * command would be wrapped into the column of the meanings.
 */
export function examples(...pairs: readonly (readonly [string, string])[]): string {
  const lines = pairs.map(([words, meaning]) => `  precopy ${words}\n      ${meaning}`);
  return ['Examples:', ...lines].join('\n');
}
