import { readdirSync } from 'node:fs';
import * as z from 'zod';
import { type ApiRequest, event, idIn, send, webhook } from './requests.ts';

/** One way through an endpoint, whose cost is its own. */
export interface Path {
  /** `METHOD /path` below `/api/v1`. */
  readonly endpoint: string;
  readonly name: string;
  /** Brings the stack at `url` into the state in which the request that it gives takes this path. */
  readonly prepare: (url: string) => Promise<ApiRequest>;
}

/** The namespace in which lists are measured; issues.ts puts as many in as it says. */
export const LISTED = { namespace: 'team-listed', issues: 1_000 } as const;

let made = 0;
const fresh = () => `pipeline-${++made}`;
const NAMESPACE = 'team-bench';

const fail = (name: string, reason?: string) => webhook('pipeline-failure', event(name, NAMESPACE, reason));
const succeed = (name: string) => webhook('pipeline-success', event(name, NAMESPACE));

/** An issue of a pipeline of its own; gives its id. */
const anIssue = async (url: string) => idIn(await send(url, fail(fresh())));
const inTime = () => ({ occurredAt: new Date().toISOString() });
const timed = (name: string): ApiRequest =>
  webhook('pipeline-failure', { ...event(name, NAMESPACE), ...inTime() }, { 'idempotency-key': fresh() });

const onIssue = (
  method: string,
  name: string,
  { below = '', body }: { below?: string; body?: unknown } = {},
): Path => ({
  endpoint: `${method} /issues/{id}${below}`,
  name,
  prepare: async (url) => ({ method, path: `/issues/${await anIssue(url)}${below}`, body }),
});

async function related(url: string): Promise<[string, string]> {
  const [one, other] = [await anIssue(url), await anIssue(url)];
  await send(url, { method: 'POST', path: `/issues/${one}/related`, body: { relatedId: other } });
  return [one, other];
}

const failures: readonly Path[] = [
  { endpoint: 'POST /webhooks/pipeline-failure', name: 'new', prepare: async () => fail(fresh()) },
  {
    endpoint: 'POST /webhooks/pipeline-failure',
    name: 'repeated',
    prepare: async (url) => {
      const request = fail(fresh());
      await send(url, request);
      return request;
    },
  },
  {
    endpoint: 'POST /webhooks/pipeline-failure',
    name: 'reopened',
    prepare: async (url) => {
      const name = fresh();
      await send(url, fail(name));
      await send(url, succeed(name));
      return fail(name);
    },
  },
  {
    endpoint: 'POST /webhooks/pipeline-failure',
    name: 'new, with occurredAt and Idempotency-Key',
    prepare: async () => timed(fresh()),
  },
  {
    endpoint: 'POST /webhooks/pipeline-failure',
    name: 'repeated, with occurredAt and Idempotency-Key',
    prepare: async (url) => {
      const name = fresh();
      await send(url, timed(name));
      return timed(name);
    },
  },
  {
    endpoint: 'POST /webhooks/pipeline-failure',
    name: 'reopened, with occurredAt and Idempotency-Key',
    prepare: async (url) => {
      const name = fresh();
      await send(url, timed(name));
      await send(url, webhook('pipeline-success', { ...event(name, NAMESPACE), ...inTime() }));
      return timed(name);
    },
  },
];

const successes: readonly Path[] = [0, 1, 10, 100].map((active) => ({
  endpoint: 'POST /webhooks/pipeline-success',
  name: active === 0 ? 'nothing to resolve' : `${active} to resolve`,
  prepare: async (url) => {
    const name = fresh();
    for (let i = 0; i < active; i++) await send(url, fail(name, `Reason ${'x'.repeat(i)}`));
    return succeed(name);
  },
}));

const others: readonly Path[] = readdirSync(new URL('../functions/webhooks', import.meta.url))
  .map((file) => file.replace('.ts', ''))
  .filter((name) => !name.startsWith('pipeline-'))
  .map((name) => ({
    endpoint: `POST /webhooks/${name}`,
    name: name.endsWith('-success') ? 'nothing to resolve' : 'new',
    prepare: async () => webhook(name, event(fresh(), NAMESPACE)),
  }));

const issues: readonly Path[] = [
  onIssue('GET', 'without relations'),
  {
    endpoint: 'GET /issues/{id}',
    name: 'with a relation',
    prepare: async (url) => ({ method: 'GET', path: `/issues/${(await related(url))[0]}` }),
  },
  {
    endpoint: 'POST /issues',
    name: 'new',
    prepare: async () => ({
      method: 'POST',
      path: '/issues',
      body: {
        ...{ title: 'A title', description: 'A description', severity: 'major', issueType: 'test' },
        namespace: NAMESPACE,
        scope: { resourceType: 'pipelinerun', resourceName: fresh() },
      },
    }),
  },
  onIssue('PUT', 'another text', { body: { title: 'Another title' } }),
  onIssue('PUT', 'another state', { body: { state: 'RESOLVED' } }),
  onIssue('POST', 'resolve', { below: '/resolve' }),
  onIssue('DELETE', 'without relations'),
  {
    endpoint: 'POST /issues/{id}/related',
    name: 'relate',
    prepare: async (url) => {
      const [one, other] = [await anIssue(url), await anIssue(url)];
      return { method: 'POST', path: `/issues/${one}/related`, body: { relatedId: other } };
    },
  },
  {
    endpoint: 'DELETE /issues/{id}/related/{relatedId}',
    name: 'unrelate',
    prepare: async (url) => {
      const [one, other] = await related(url);
      return { method: 'DELETE', path: `/issues/${one}/related/${other}` };
    },
  },
];

export const listRequest = (query = '', namespace: string = LISTED.namespace): ApiRequest => ({
  method: 'GET',
  path: `/issues?namespace=${namespace}${query}`,
});
const cursorIn = z.object({ nextCursor: z.string() });
/** The request for the page of 50 after the first `skipped` issues. */
export async function deepPage(url: string, skipped: number, namespace?: string): Promise<ApiRequest> {
  let cursor = '';
  for (let left = skipped; left > 0; left -= 500) {
    const query = `&limit=${Math.min(left, 500)}${cursor}`;
    cursor = `&cursor=${cursorIn.parse(await send(url, listRequest(query, namespace))).nextCursor}`;
  }
  return listRequest(cursor, namespace);
}

const lists: readonly Path[] = [
  { endpoint: 'GET /issues', name: 'first page', prepare: async () => listRequest() },
  { endpoint: 'GET /issues', name: 'page after 900, by cursor', prepare: (url) => deepPage(url, 900) },
  {
    endpoint: 'GET /issues',
    name: 'page after 900, by offset',
    prepare: async () => listRequest('&offset=900'),
  },
  ...[
    'state=ACTIVE',
    'severity=critical',
    'issueType=build',
    'resourceType=pipelinerun',
    'resourceName=pipeline-7',
    'search=pipeline-77',
  ].map((filter) => ({
    endpoint: 'GET /issues',
    name: filter,
    prepare: async () => listRequest(`&${filter}`),
  })),
];

const aToken = { name: 'bench', role: 'publisher', namespaces: ['team-bench'] };
const tokens: readonly Path[] = [
  {
    endpoint: 'POST /tokens',
    name: 'create',
    prepare: async () => ({ method: 'POST', path: '/tokens', body: aToken }),
  },
  { endpoint: 'GET /tokens', name: 'list', prepare: async () => ({ method: 'GET', path: '/tokens' }) },
];
const system: readonly Path[] = ['health', 'version'].map((name) => ({
  endpoint: `GET /${name}`,
  name: 'is it there',
  prepare: async () => ({ method: 'GET', path: `/${name}` }),
}));

/** Every endpoint that asks for no sender's secret, by every path through it. */
export const paths: readonly Path[] = [
  ...[failures, successes, others].flat(),
  ...[issues, lists, tokens, system].flat(),
];
