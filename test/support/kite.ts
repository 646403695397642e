import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Issue, issueSchema } from '../../functions/shared/issue/answer.ts';

/** What global-setup.ts left in the environment for the tests. */
export const served = z
  .object({
    KITE_URL: z.url(),
    KITE_DYNAMODB: z.url(),
    KITE_PARAMETERS: z.url(),
    KITE_TABLE: z.string(),
    KITE_ASSEMBLY: z.string(),
    KITE_LOGS: z.string(),
  })
  .transform((env) => ({
    url: env.KITE_URL,
    endpoint: env.KITE_DYNAMODB,
    parameters: env.KITE_PARAMETERS,
    table: env.KITE_TABLE,
    assembly: env.KITE_ASSEMBLY,
    logs: env.KITE_LOGS,
  }))
  .parse(process.env);

/** A namespace that no other test uses. */
export const newNamespace = (prefix = 'team') => `${prefix}-${randomUUID()}`;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body from JSON; undefined when there is none. */
  readonly body: unknown;
}

/** Sends a request to the stack served at `url`; redirects are not followed. `path` begins after `/api/v1`. */
export async function send(
  method: string,
  path: string,
  init: RequestInit = {},
  url = served.url,
): Promise<Answer> {
  const response = await fetch(`${url}/api/v1${path}`, { method, redirect: 'manual', ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

/** Sends a body as JSON. */
const sendJson = (method: string, path: string, body: unknown, url?: string): Promise<Answer> =>
  send(method, path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }, url);

export const post = (path: string, body: unknown, url?: string) => sendJson('POST', path, body, url);
export const put = (path: string, body: unknown) => sendJson('PUT', path, body);
export const get = (path: string) => send('GET', path);
export const del = (path: string) => send('DELETE', path);

/** The issue in an answer of the Issues API, checked against the schema. */
export const issueIn = (answer: Answer): Issue => issueSchema.parse(answer.body);

const failureAnswer = z.object({ status: z.literal('success'), issue: issueSchema });

/** Reports a failure and gives its issue. */
export async function fail(webhook: string, body: unknown): Promise<Issue> {
  return failureAnswer.parse((await post(`/webhooks/${webhook}`, body)).body).issue;
}

/** The body of `POST /issues` for an issue that no other test has. */
export const anIssue = (changes: Record<string, unknown> = {}) => ({
  title: 'Tests fail',
  description: 'Three of them',
  severity: 'minor',
  issueType: 'test',
  namespace: newNamespace(),
  scope: { resourceType: 'component', resourceName: 'user-service' },
  ...changes,
});

const page = z.object({
  data: z.array(issueSchema),
  total: z.number(),
  limit: z.number(),
  offset: z.number(),
  nextCursor: z.string().nullable(),
});

/** One page of `GET /issues`; `query` as it stands in the URL. */
export async function list(query: string): Promise<z.output<typeof page>> {
  return page.parse((await get(`/issues?${query}`)).body);
}

const problem = z.strictObject({
  error: z.string().min(1),
  details: z.array(z.strictObject({ path: z.string(), message: z.string() })),
  requestId: z.string().min(1),
});

/** An error answer in the contract's shape: its status and the paths that its details name. */
export function problemIn({ status, body }: Answer): { status: number; error: string; paths: string[] } {
  const { error, details } = problem.parse(body);
  return { status, error, paths: details.map(({ path }) => path).sort() };
}
