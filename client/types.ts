import openapiTS, { astToString } from 'openapi-typescript';
import * as z from 'zod';

/*
 * Makes src/api.ts, the types of the API, from openapi.json. Run by `npm run openapi`; no part of the package.
 */

const COMMENT = '/* Made from openapi.json by `npm run openapi`. */\n\n';

/**
 * The API's types.
 * @param document the OpenAPI document; it says in `x-also-accepted` and `x-required-in-full` what a program need not send
 */
export async function typesOf(document: unknown): Promise<string> {
  const canonical = JSON.stringify(canonicalOf(document));
  return COMMENT + astToString(await openapiTS(canonical, { alphabetize: true, rootTypes: false }));
}

const schemaSchema = z.looseObject({
  anyOf: z.array(z.looseObject({ 'x-also-accepted': z.boolean().optional() })).optional(),
  'x-required-in-full': z.array(z.string()).optional(),
});

/** The same document, with the canonical forms alone. */
function canonicalOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalOf);
  const schema = schemaSchema.safeParse(value).data;
  if (schema === undefined) return value;
  const { anyOf, 'x-required-in-full': required, ...others } = schema;
  const fields = Object.entries(others).map(([key, field]) => [key, canonicalOf(field)]);
  const forms = anyOf?.filter((one) => !one['x-also-accepted']).map(canonicalOf);
  const [only] = forms ?? [];
  return {
    ...Object.fromEntries(fields),
    ...(forms && (forms.length === 1 && typeof only === 'object' ? only : { anyOf: forms })),
    ...(required && { required }),
  };
}
