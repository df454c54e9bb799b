/**
 * The reference is what the schema and the code give. `UPDATE_REFERENCE=1` writes it again.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEVICES } from '../../models/machine/devices.ts';
import type { Parameter, Profile } from '../../models/machine/profile.ts';
import { PROFILES } from '../../models/machine/registry.ts';
import { showSource } from '../../sim/app/cli/machine.ts';
import { scenarioJsonSchema } from '../../sim/scenario/json-schema.ts';
import { showQuantity } from '../../sim/text/quantity.ts';
import { precopy } from '../support/cli.ts';
import { schemaPage } from '../support/schema-page.ts';
import { shapeSection, shapesOf } from '../support/type-page.ts';

const MADE =
  'This page is made from the code, and a test fails when it is not what the code gives.\n' +
  'To make it again: `UPDATE_REFERENCE=1 npx vitest run test/docs/reference.test.ts`.';

const RESULT_INTRODUCTION =
  'What `run --json` prints, what `run` of the library returns, and a line of `results.jsonl`.\n' +
  'Names end in their unit; a number without a unit is a count. `schemaVersion` is raised when\n' +
  'a field changes its name, place, unit or meaning; a new field does not raise it.';

function expectPage(name: string, title: string, parts: readonly string[]): void {
  const path = `docs/reference/${name}.md`;
  const text = `${[`# ${title}`, MADE, ...parts].join('\n\n')}\n`;
  if (process.env.UPDATE_REFERENCE === '1') {
    mkdirSync('docs/reference', { recursive: true });
    writeFileSync(path, text);
  }
  expect(readFileSync(path, 'utf8')).toBe(text);
}

function help(...command: readonly string[]): string {
  const { code, out } = precopy(...command, '--help');
  expect(code).toBe(0);
  return out.trim();
}

function parameterRow([name, { value, unit, source, meaning }]: [string, Parameter]): string {
  const cells = [`\`${name}\``, showQuantity(value, unit), meaning, showSource(source, unit)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function machinePart({ name, title, hypervisor, parameters }: Profile): string {
  const { version, debit, toolstack } = hypervisor;
  return [
    `## ${name}`,
    '',
    `${title}. Hypervisor: ${version}, CPU charged: ${debit}, toolstack: ${toolstack}.`,
    '',
    '| parameter | value | meaning | source |',
    '| --- | --- | --- | --- |',
    ...Object.entries(parameters).map(parameterRow),
  ].join('\n');
}

/** Defaults of the `devices` of a guest. */
function devicesPart(): string {
  const rows = Object.entries(DEVICES).flatMap(([kind, numbers]) =>
    Object.entries(numbers).map(([name, [value, source]]) => {
      const unit = name === 'state' ? 'bytes' : 'ns';
      const shown = `${showQuantity(value, unit)} | ${showSource(source, unit)}`;
      return `| ${kind} | \`${name}\` | ${shown} |`;
    }),
  );
  const title = ['## Devices', '', 'Defaults of `devices` in a guest, whatever the machine.', ''];
  return [...title, '| kind | key | value | source |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

test('scenario.md is what the schema gives', () => {
  const keys =
    'The keys of a scenario file. `NAME` is a name of your own, `[]` an entry of a list,\n' +
    'a word in parentheses a `kind` or a `name`.\n' +
    'The same for editors: `scenarios/scenario.schema.json`.';
  expectPage('scenario', 'Scenario files', [keys, schemaPage(scenarioJsonSchema())]);
});

test('machines.md has every parameter of every profile', () => {
  expectPage('machines', 'Machines', [...Object.values(PROFILES).map(machinePart), devicesPart()]);
});

test('result.md has every field of a result', () => {
  const shapes = ['sim/scenario/drawn-value.ts', 'sim/run/result/result.ts'].flatMap(shapesOf);
  for (const { name, fields } of shapes) {
    for (const field of fields) expect(field.meaning, `${name}.${field.name}`).not.toBe('');
  }
  const order = [...shapes].reverse();
  expectPage('result', 'Results', [RESULT_INTRODUCTION, ...order.map(shapeSection)]);
});

test('commands.md is what --help prints', () => {
  const all = help();
  const names = [...all.matchAll(/^ {2}precopy (\w+)/gmu)].map(([, name = '']) => name);
  expect(names).toContain('run');
  const parts = names.map((name) => `## ${name}\n\n${fenced(help(name))}`);
  expectPage('commands', 'Commands', [fenced(all), ...parts]);
});

function fenced(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}
