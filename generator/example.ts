import * as z from 'zod/mini';

const propertySchema = z.looseObject({
  type: z.optional(z.string()),
  format: z.optional(z.string()),
  enum: z.optional(z.array(z.unknown())),
  items: z.optional(z.unknown()),
});
const bodySchema = z.object({
  properties: z.record(z.string(), propertySchema),
  required: z._default(z.array(z.string()), []),
});

function exampleValue(name: string, property: z.output<typeof propertySchema>): unknown {
  if (property.enum !== undefined) return property.enum[0];
  switch (property.type) {
    case 'number':
    case 'integer':
      return 7;
    case 'boolean':
      return true;
    case 'array':
      return [exampleValue(name, propertySchema.parse(property.items ?? {}))];
    case 'string':
      if (property.format === 'uri') return `https://ci.example/${name}`;
      return property.format === 'date-time' ? new Date().toISOString() : `example-${name}`;
    default:
      throw new Error(`Cannot make up a value for ${name}; give one with --set ${name}=…`);
  }
}

/**
 * An example that a schema accepts, with a made-up value for each field.
 * @param given values for some fields, as JSON or plain text
 * @param ignoreUnknown ignores given fields that the schema lacks
 * @throws Error when a given field is unknown or the schema rejects its value
 */
export function exampleOf(
  schema: z.ZodMiniType,
  given: Readonly<Record<string, string>>,
  { ignoreUnknown = false } = {},
): unknown {
  const { properties, required } = bodySchema.parse(z.toJSONSchema(schema, { io: 'input' }));
  for (const name of ignoreUnknown ? [] : Object.keys(given)) {
    if (!(name in properties))
      throw new Error(`Unknown field ${name}; the fields are ${Object.keys(properties).join(', ')}`);
  }
  const entries = Object.entries(properties).flatMap(([name, property]): [string, unknown][] => {
    const text = given[name];
    if (text !== undefined) return [[name, property.type === 'string' ? text : parse(text)]];
    // Optional fields without a simple type are left out: no value can be made up for them.
    if (property.type === undefined && property.enum === undefined && !required.includes(name)) return [];
    return [[name, exampleValue(name, property)]];
  });
  const example = Object.fromEntries(entries);
  const result = schema.safeParse(example);
  if (result.success) return example;
  throw new Error(`The webhook does not accept these values:\n${z.prettifyError(result.error)}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
