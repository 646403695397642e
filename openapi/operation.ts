import { join } from 'node:path';
import * as z from 'zod/mini';
import type { EndpointSpec } from '../lib/endpoints.ts';
import { errorsOf } from './errors.ts';
import { alsoAccept, type JsonSchema, type JsonSchemas } from './json-schema.ts';
import { type Answers, PARAMETERS, wordsOf } from './operations.ts';
import { bodyOfWebhook, type Webhook, wordsOfSender, wordsOfWebhook } from './webhooks.ts';

/** As much of an OpenAPI operation as these have. */
export interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly object[];
  readonly parameters?: readonly ParameterObject[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}
interface ParameterObject {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}
type Content = Readonly<
  Record<'application/json', { readonly schema: JsonSchema; readonly example?: unknown }>
>;
interface ResponseObject {
  readonly description: string;
  readonly headers?: object;
  readonly content?: Content;
}

const isHandler = (value: unknown) => typeof value === 'function' && 'request' in value;
const moduleSchema = z.object({
  handler: z.custom<{ readonly request: z.ZodMiniObject; readonly webhook?: Webhook }>(isHandler),
});

/** An endpoint's operation, by its route and its own schemas. */
export async function operationOf(endpoint: EndpointSpec, schemas: JsonSchemas): Promise<OperationObject> {
  const { entry, caller, sender } = endpoint;
  const file = join(import.meta.dirname, '../functions', `${entry}.ts`);
  const { request, webhook } = moduleSchema.parse(await import(file)).handler;
  const { path, query, body } = request.shape;
  const words = webhook ? wordsOfWebhook(entry, webhook) : sender ? wordsOfSender(sender) : wordsOf(entry);
  const parameters = [
    ...parametersIn('path', path, schemas),
    ...parametersIn('query', query, schemas),
    ...(webhook ? [IDEMPOTENCY_KEY] : []),
  ];
  const errors = errorsOf({ caller, takesBody: body !== undefined, takesValues: parameters.length > 0 });
  return {
    operationId: entry.replace(/[^a-z0-9]+(.)/g, (_match, letter: string) => letter.toUpperCase()),
    tags: [entry.split('/')[0] ?? ''],
    summary: words.summary,
    description: [words.description, PERMISSIONS[caller]].filter(Boolean).join(' '),
    security: SECURITY[caller] ?? [{ token: [] }, { basic: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: bodyOf(endpoint, body, webhook, schemas),
            ...(words.example !== undefined && { example: words.example }),
          },
        },
      },
    }),
    responses: responsesOf({ ...errors, ...words.answers, ...words.errors }, schemas),
  };
}

function bodyOf(
  { sender }: EndpointSpec,
  body: z.core.$ZodType,
  webhook: Webhook | undefined,
  schemas: JsonSchemas,
): JsonSchema {
  if (webhook) return bodyOfWebhook(webhook, schemas);
  return sender ? { type: 'object', description: `An event of ${sender}` } : schemas.ofRequest(body);
}

const PERMISSIONS: Readonly<Record<EndpointSpec['caller'], string>> = {
  anyone: 'Anyone may call it.',
  authenticated: 'Any caller with a credential may call it.',
  sender: "The request must prove that it has one of the sender's secrets.",
  publish: 'Needs the permission `publish` in the namespace.',
  read: 'Needs the permission `read` in the namespaces.',
  write: 'Needs the permission `write` in the namespace.',
  administer: 'Needs the permission `administer` in the namespaces.',
};
const SECURITY: Partial<Record<EndpointSpec['caller'], readonly object[]>> = {
  anyone: [],
  sender: [{ sender: [] }],
};

const IDEMPOTENCY_KEY: ParameterObject = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Names this delivery, by any text: a failure that is sent again with it counts once',
  required: false,
  schema: { type: 'string' },
};

function parametersIn(
  place: 'path' | 'query',
  schema: z.core.$ZodType | undefined,
  schemas: JsonSchemas,
): ParameterObject[] {
  if (schema === undefined) return [];
  const { properties = {} } = schemas.ofRequest(schema);
  const missing = z.safeParse(schema, {}).error?.issues.map(({ path: [name] }) => name) ?? [];
  return Object.entries(properties).flatMap(([name, property]) => {
    const description = PARAMETERS[name];
    if (description === undefined)
      throw new Error(`openapi/operations.ts does not describe the parameter ${name}`);
    if (typeof property === 'boolean') return [];
    // One that is sent has a value; an empty one counts as left out.
    if (property.type === 'array') property.minItems = 1;
    else if (place === 'query' && !missing.includes(name)) alsoAccept(property, { const: '' });
    return {
      name,
      in: place,
      description,
      required: missing.includes(name),
      schema: property,
    };
  });
}

function responsesOf(answers: Answers, schemas: JsonSchemas): Record<string, ResponseObject> {
  const entries = Object.entries(answers).map(([status, { when, schema, headers }]) => {
    const content = schema && { 'application/json': { schema: schemas.ofAnswer(schema) } };
    return [status, { description: when, ...(headers && { headers }), ...(content && { content }) }] as const;
  });
  return Object.fromEntries(entries);
}
