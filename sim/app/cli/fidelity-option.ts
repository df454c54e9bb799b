/** The option of all commands that simulate a scenario file. */
export const FIDELITY_OPTION = {
  choices: ['page-exact', 'expected'],
  describe: "every page and turn of a CPU, or means of them; instead of the file's",
} as const;
