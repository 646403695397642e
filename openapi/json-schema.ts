import * as z from 'zod/mini';
import { namespacePatternSchema } from '../functions/shared/access/patterns.ts';
import { namespaceSchema } from '../functions/shared/issue/scope.ts';
import {
  httpUrlSchema,
  maxOf,
  optionalOf,
  spellingsOf,
  takesBlanks,
} from '../functions/shared/issue/text.ts';
import { rangeOf } from '../functions/shared/store/list-query.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Marks what a request may hold instead of the canonical form before it in an `anyOf`: types of clients leave it out. */
export const ALSO_ACCEPTED = 'x-also-accepted';

/** The fields that a body has when nothing in it needs mending: types of clients require them. */
export const IN_FULL = 'x-required-in-full';

const SCHEMAS = '#/components/schemas/';

/** Makes JSON Schemas (2020-12, as OpenAPI 3.1 has them) of the schemas that validate. Those with an `id` become components. */
export class JsonSchemas {
  /** By name. */
  readonly components: Record<string, JsonSchema> = {};

  /** What an endpoint answers: no field but these. */
  ofAnswer(schema: z.core.$ZodType): JsonSchema {
    return this.#convert(schema, 'output');
  }

  /** What a request may hold, before anything in it is mended. */
  ofRequest(schema: z.core.$ZodType): JsonSchema {
    return this.#convert(schema, 'input');
  }

  #convert(schema: z.core.$ZodType, io: 'input' | 'output'): JsonSchema {
    // In an object, so that it becomes a reference if it has an id itself.
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ schema }), {
      io,
      override: (context) => {
        if (io === 'input') describeInput(context);
        // Both say the same of a time; the pattern is 300 characters long.
        if (context.jsonSchema.format === 'date-time') delete context.jsonSchema.pattern;
        // A URL as browsers read it (WHATWG), which may hold characters that RFC 3986 would have escaped.
        if (context.zodSchema instanceof z.ZodMiniURL) delete context.jsonSchema.format;
        if (context.jsonSchema.propertyNames) spellOut(context.jsonSchema);
      },
    });
    for (const [name, definition] of Object.entries($defs)) {
      this.components[name] = referring(definition);
    }
    const converted = properties?.schema;
    if (typeof converted !== 'object') throw new Error('A schema became none');
    return referring(converted);
  }
}

/** The same schema, with its references to components. */
const referring = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', `"${SCHEMAS}`));

/** Texts that are checked in code, as patterns. */
const PATTERNS: ReadonlyMap<z.core.$ZodType, string> = new Map([
  [namespaceSchema, String.raw`^[^*]*[^*\s][^*]*$`],
  [namespacePatternSchema, String.raw`^(?:\*|[^*]*[^*\s][^*]*\*?)$`],
  // Hosts by name and in IPv4. Browsers, and Kite, read some more.
  [
    httpUrlSchema,
    String.raw`^[Hh][Tt][Tt][Pp][Ss]?://(?:(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?|(?:(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])\.){3}(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5]))(?::\d{1,4})?(?:[/?#].*)?$`,
  ],
]);

/** Names the fields of a record that has one for each value of an enum. */
function spellOut(record: JsonSchema): void {
  const { required, additionalProperties } = record;
  delete record.propertyNames;
  if (required === undefined || additionalProperties === undefined) return;
  record.properties = Object.fromEntries(required.map((name) => [name, additionalProperties]));
  record.additionalProperties = false;
}

type Context = { readonly zodSchema: z.core.$ZodType; readonly jsonSchema: JsonSchema };

/** Says what the library cannot see: checks in code, and what is read before the schema. */
function describeInput({ zodSchema, jsonSchema }: Context): void {
  if (maxOf(zodSchema) !== undefined) Object.assign(jsonSchema, { minLength: 1, pattern: String.raw`\S` });
  const pattern = PATTERNS.get(zodSchema);
  if (pattern) Object.assign(jsonSchema, { pattern });
  if (zodSchema instanceof z.ZodMiniDefault) jsonSchema.default = zodSchema.def.defaultValue;
  const range = rangeOf(zodSchema);
  if (range) {
    const { cutTo, ...limits } = range;
    const description = cutTo && `More is cut to ${cutTo}`;
    replace(jsonSchema, { type: 'integer', ...limits, ...(description && { description }) });
  }
  const spellings = spellingsIn(zodSchema);
  if (spellings) alsoAccept(jsonSchema, { type: 'string', pattern: anyCaseOf(spellings) });
  const field = optionalOf(zodSchema);
  if (field) alsoAccept(jsonSchema, BLANK);
  if (takesBlanks(zodSchema)) describeBlanks(jsonSchema);
}

/** What counts as left out (functions/shared/issue/text.ts). */
const BLANK: JsonSchema = { enum: ['', null, '0001-01-01T00:00:00Z'] };

/** The names that a field's schema reads in any case, if it does. */
const spellingsIn = (schema: z.core.$ZodType) =>
  schema instanceof z.ZodMiniPipe ? spellingsOf(schema.def.in) : undefined;

const anyCaseOf = (names: readonly string[]) =>
  `^(?:${names.map((name) => name.replace(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)).join('|')})$`;

function describeBlanks(object: JsonSchema): void {
  for (const [name, property] of Object.entries(object.properties ?? {})) {
    if (object.required?.includes(name) || typeof property === 'boolean' || property.readOnly) continue;
    alsoAccept(property, BLANK);
  }
}

/** Makes a schema take another form besides its own. */
export function alsoAccept(schema: JsonSchema, other: JsonSchema): void {
  const { description, default: preset, ...canonical } = schema;
  const before = canonical.anyOf ?? [canonical];
  // Of a schema that two fields share.
  if (before.some((one) => JSON.stringify(one) === JSON.stringify({ ...other, [ALSO_ACCEPTED]: true })))
    return;
  replace(schema, {
    ...(description !== undefined && { description }),
    ...(preset !== undefined && { default: preset }),
    anyOf: [...before, { ...other, [ALSO_ACCEPTED]: true }],
  });
}

function replace(schema: JsonSchema, by: JsonSchema): void {
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, by);
}
