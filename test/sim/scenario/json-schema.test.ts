/** The schema for editors is the one of the code. `UPDATE_SCHEMA=1` writes it again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarioJsonSchema } from '../../../sim/scenario/json-schema.ts';

const file = new URL('../../../scenarios/scenario.schema.json', import.meta.url);

test('scenario.schema.json is what the schema gives', () => {
  const text = `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`;
  if (process.env.UPDATE_SCHEMA === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('every field of the schema says what it is', () => {
  const silent: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties } = node as { properties?: Record<string, { description?: string }> };
    for (const [key, field] of Object.entries(properties ?? {})) {
      if (field.description === undefined) silent.push(`${path}.${key}`);
    }
    for (const [key, child] of Object.entries(node)) visit(child, `${path}.${key}`);
  };
  visit(scenarioJsonSchema(), '');
  expect(silent).toEqual([]);
});
