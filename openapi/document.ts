import { endpoints, isOfTheApi } from '../lib/endpoints.ts';
import packageJson from '../package.json' with { type: 'json' };
import { nameComponents } from './components.ts';
import { type JsonSchema, JsonSchemas } from './json-schema.ts';
import { type OperationObject, operationOf } from './operation.ts';

/** As much of an OpenAPI 3.1 document as this one has. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly servers: readonly object[];
  readonly security: readonly object[];
  readonly tags: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly securitySchemes: object;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
}

/** The API as a document, made of the routes, the endpoints' own schemas, and what operations.ts says of them. */
export async function openApiDocument(): Promise<OpenApiDocument> {
  // What functions want of their environment when they load; nothing here asks the table anything.
  Object.assign(process.env, {
    AWS_REGION: 'none',
    DEDUP: 'fingerprint',
    SECRET_MAX_AGE: '60',
    SECRET_PARAMETER: '/kite/none/none',
    SENDERS: 'none',
    TABLE_NAME: 'none',
    TOKEN_DAYS: '90',
    VERSION: packageJson.version,
  });
  nameComponents();
  const schemas = new JsonSchemas();
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const endpoint of endpoints.filter(isOfTheApi)) {
    const [method = '', path = ''] = endpoint.route.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: await operationOf(endpoint, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kite for AWS',
      version: packageJson.version,
      summary: 'CI failures become issues; successes resolve them',
      description: DESCRIPTION,
      license: { name: 'Apache License 2.0', identifier: packageJson.license },
    },
    servers: [{ url: '/', description: 'The deployment that serves this document' }],
    security: [{ token: [] }],
    tags: TAGS.map(([name, description]) => ({ name, description })),
    paths: sorted(paths),
    components: { securitySchemes: SECURITY, schemas: sorted(schemas.components) },
  };
}

/** By name, so that the document changes only where the API does. */
const sorted = <T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

const DESCRIPTION = [
  "Requests and answers are JSON, whatever a request's `content-type` says. Paths work with and without a slash at their end.",
  'In a body, `""` and `null` mean left out, and so does `0001-01-01T00:00:00Z`, the time that Go sends when none was set; an empty',
  'parameter of a query is left out too. Other fields of a body than those described are an error, except in webhooks; other',
  "parameters of a GET are named in its answer's `warnings`.",
].join('\n');

const TAGS = [
  ['issues', 'Failures, one by one'],
  ['scopes', 'What is broken now, by resource'],
  ['namespaces', 'Teams and tenants'],
  ['tokens', 'Access tokens'],
  ['webhooks', "For any CI system that can send JSON; some may be a team's own"],
  ['senders', "CI systems' own events"],
  ['system', 'Health, version, senders, this document'],
] as const;

const SECURITY = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'A Kite token, or a JWT of an OpenID Connect issuer that the deployment trusts',
  },
  basic: { type: 'http', scheme: 'basic', description: 'The same token as the password, with any user' },
  sender: {
    type: 'apiKey',
    in: 'header',
    name: 'authorization',
    description: "The sender's secret, in the header or signature that its CI system sends (docs/senders.md)",
  },
} as const;
