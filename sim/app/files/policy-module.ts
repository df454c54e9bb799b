/**
 * Policies that users write: JavaScript modules, imported by the programs around the engine. What
 * is wrong with one is reported with its file and its function.
 *
 *     export function policy(options) {
 *       return { stop(facts) { if (facts.round === 3) return 'max-rounds'; } };
 *     }
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkedPolicy } from '../../../models/policy/checked-policy.ts';
import type { PolicyFactory, PolicyModules } from '../../../models/policy/fields.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { settledAt } from '../../scenario/uncertain.ts';
import { Problem } from '../../text/problem.ts';

/**
 * All modules that a scenario names, ready for `run`.
 * @param folder what their paths are seen from. @throws Problem for one that is of no use.
 */
export async function importPolicies(
  { migrations }: Pick<Scenario, 'migrations'>,
  folder: string,
): Promise<PolicyModules> {
  const modules = new Map<string, PolicyFactory>();
  for (const { policy } of migrations) {
    if (policy.name !== 'module') continue;
    const { file, options } = policy;
    const factory = modules.get(file) ?? (await importFactory(resolve(folder, file), file));
    modules.set(file, factory);
    // Options that it does not take are a mistake before the first run.
    factory(options);
  }
  return modules;
}

/** The scenario with the policy of a file for every migration, if one was given. */
export function withPolicy(scenario: Scenario, file: string | undefined): Scenario {
  if (file === undefined) return scenario;
  const policy = { name: 'module', file: resolve(file), options: {}, scan: 'plain' } as const;
  const migrations = scenario.migrations.map((migration) => ({ ...migration, policy }));
  const places = migrations.map((_, index) => ['migrations', index, 'policy']);
  return { ...settledAt(scenario, ...places), migrations };
}

/** @param file as the user wrote it, for messages. */
async function importFactory(path: string, file: string): Promise<PolicyFactory> {
  const { policy } = await importModule(path, file);
  if (typeof policy !== 'function') {
    const message = 'exports no function `policy`';
    const hint = 'write `export function policy(options) { return { stop(facts) { ... } }; }`';
    throw new Problem([{ where: file, message, hint }]);
  }
  return (options) => checkedPolicy(file, () => policy(options) as unknown);
}

interface Exported {
  readonly policy?: unknown;
}

async function importModule(path: string, file: string): Promise<Exported> {
  if (!existsSync(path)) {
    const hint = 'a path in a scenario is seen from its file, one of --policy from here';
    throw new Problem([{ where: file, message: 'there is no such file', hint }]);
  }
  try {
    return (await import(pathToFileURL(path).href)) as Exported;
  } catch (error) {
    const message = `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
    throw new Problem([{ where: file, message, hint: `\`node ${file}\` shows the place` }]);
  }
}
