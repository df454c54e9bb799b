/** The option by which a command takes another machine than the scenario names. */
export const MACHINE_OPTION = {
  type: 'string',
  describe: "machine file, or name of a profile, instead of the scenario's machine",
} as const;
