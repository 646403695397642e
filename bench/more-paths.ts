import { readFileSync } from 'node:fs';
import { sign } from '@octokit/webhooks-methods';
import * as z from 'zod';
import { createToken } from '../functions/shared/store/tokens.ts';
import type { Metered } from './metered.ts';
import { listRequest, type Path } from './paths.ts';
import { seed } from './seed.ts';

const record = z.record(z.string(), z.unknown());
const fixture = (path: string) =>
  record.parse(JSON.parse(readFileSync(new URL(`../test/fixtures/${path}.json`, import.meta.url), 'utf8')));

/** The first of a sender's secrets that the tests have. */
function secretOf(sender: string): string {
  const env = readFileSync(new URL('../test/support/senders.env', import.meta.url), 'utf8');
  const name = `KITE_SECRET_${sender.toUpperCase().replace('-', '_')}`;
  return new RegExp(`^${name}="(\\S+)`, 'm').exec(env)?.[1] ?? '';
}

/** A sender's own event, as it comes with its secret. */
const sent = (
  sender: string,
  path: string,
  prove: (secret: string, body: string) => Promise<Record<string, string>> | Record<string, string>,
): Path => ({
  endpoint: `POST /webhooks/${sender}`,
  name: path,
  prepare: async () => {
    const body = fixture(`${sender}/${path}`);
    const headers = await prove(secretOf(sender), JSON.stringify(body));
    return { method: 'POST', path: `/webhooks/${sender}`, body, headers };
  },
});
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

/** Of an event in binary mode; the rest of what its sender's client sent, this one sends itself. */
const eventHeaders = Object.fromEntries(
  Object.entries(fixture('tekton/pipelinerun.failed.headers'))
    .filter(([name]) => name.startsWith('Ce-'))
    .map(([name, value]) => [name, String(value)]),
);

const LISTED = { namespace: 'team-paths', issues: 100 };

/** What `paths` has not: what bears a sender's secret, and what needs more than the API to be prepared. */
export const morePaths = ({ table }: Metered): readonly Path[] => [
  {
    endpoint: 'GET /issues',
    name: 'first page',
    prepare: async () => {
      await seed(table, { count: LISTED.issues, namespaceOf: () => LISTED.namespace });
      return listRequest('', LISTED.namespace);
    },
  },
  {
    endpoint: 'DELETE /tokens/{id}',
    name: 'revoke',
    prepare: async () => {
      const { info } = await createToken(table, { name: 'bench', role: 'viewer', namespaces: ['team-a'] });
      return { method: 'DELETE', path: `/tokens/${info.id}` };
    },
  },
  { endpoint: '$default', name: 'no such path', prepare: async () => ({ method: 'GET', path: '/nowhere' }) },
  sent('github', 'check_run.completed-failure', async (secret, body) => ({
    'x-github-event': 'check_run',
    'x-hub-signature-256': await sign(secret, body),
  })),
  sent('gitlab', 'job.success', (secret) => ({ 'x-gitlab-token': secret })),
  sent('tekton', 'pipelinerun.failed', (secret) => ({ ...eventHeaders, ...bearer(secret) })),
  sent('argo-cd', 'degraded', bearer),
  sent('jenkins', 'completed-success', bearer),
  sent('alertmanager', 'firing-two', bearer),
];
