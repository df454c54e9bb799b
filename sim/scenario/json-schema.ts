/** The scenario file as JSON Schema, for editors. */
import { z } from 'zod';
import { fileSchema } from './schema.ts';

/** A JSON Schema as plain data. Draft 7, because the YAML language server knows nothing later. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(fileSchema, { io: 'input', target: 'draft-7' });
  return { title: 'precopy scenario', ...schema };
}
