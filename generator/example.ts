import * as z from 'zod';

const property = z.looseObject({
  type: z.string().optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
});
const body = z.object({
  properties: z.record(z.string(), property),
  required: z.array(z.string()).default([]),
});

function madeUp(name: string, schema: z.output<typeof property>): unknown {
  if (schema.enum !== undefined) return schema.enum[0];
  switch (schema.type) {
    case 'number':
    case 'integer':
      return 7;
    case 'boolean':
      return true;
    case 'array':
      return [madeUp(name, property.parse(schema.items ?? {}))];
    case 'string':
      if (schema.format === 'uri') return `https://ci.example/${name}`;
      return schema.format === 'date-time' ? new Date().toISOString() : `example-${name}`;
    default:
      throw new Error(`There is no example of ${name}; say what it is with --set ${name}=…`);
  }
}

/**
 * An example of what a schema takes: each of its fields, made up after its type.
 * @param given what is known of some fields; a text that is no JSON stands for itself
 * @param ignoreUnknown whether what is given may name fields that the schema does not have
 * @throws Error when there is no such field or the schema does not take what is given
 */
export function exampleOf(
  schema: z.ZodType,
  given: Readonly<Record<string, string>>,
  { ignoreUnknown = false } = {},
): unknown {
  const { properties, required } = body.parse(z.toJSONSchema(schema, { io: 'input' }));
  for (const name of ignoreUnknown ? [] : Object.keys(given)) {
    if (!(name in properties)) throw new Error(`${name} is not one of ${Object.keys(properties).join(', ')}`);
  }
  const made = Object.entries(properties).flatMap(([name, of]): [string, unknown][] => {
    const text = given[name];
    if (text !== undefined) return [[name, of.type === 'string' ? text : parse(text)]];
    // What may be left out may be of a kind that cannot be made up.
    if (of.type === undefined && of.enum === undefined && !required.includes(name)) return [];
    return [[name, madeUp(name, of)]];
  });
  const example = Object.fromEntries(made);
  const result = schema.safeParse(example);
  if (result.success) return example;
  throw new Error(`This is not what the webhook takes:\n${z.prettifyError(result.error)}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
