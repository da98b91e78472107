// The smallest input a schema accepts, made from its JSON schema: so that tests generated for all routes reach the handler.
import { z } from 'zod';

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
}

/** An example of what the schema takes in; `known` gives values by the name of a field. */
export function exampleOf(schema: z.ZodType, known: Record<string, unknown> = {}): unknown {
  return example(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Schema, '', known);
}

function example(schema: Schema, name: string, known: Record<string, unknown>): unknown {
  if (Object.hasOwn(known, name)) return known[name];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice) return example(choice, name, known);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.keys(schema.properties ?? {})
          .filter((key) => schema.required?.includes(key) || Object.hasOwn(known, key))
          .map((key) => [key, example(schema.properties?.[key] ?? {}, key, known)]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => example(schema.items ?? {}, name, known));
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'string':
      return text(schema);
    default:
      return {};
  }
}

function text(schema: Schema): string {
  if (schema.format === 'email') return 'nieuw@zilverbeek.example';
  if (schema.format === 'date') return '2026-11-22';
  if (schema.format === 'date-time') return '2036-11-22T10:00:00Z';
  if (schema.format === 'uri') return 'https://www.zilverbeek.example/';
  return 'abcdefghijkl'.repeat(4).slice(0, Math.max(10, schema.minLength ?? 1));
}
