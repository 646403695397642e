import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { createKite } from '../client/src/index.ts';
import { retrying } from '../client/src/retry.ts';
import { type KiteAnswer, kiteUrl, postToKite, runCommand } from '../operate/command.ts';
import { DAYS, EDITED, FOUND, RELATED, type Resource, type Run, WEBHOOKS } from './demo-days.ts';
import {
  buildFailure,
  dependencyConflict,
  deploymentFailure,
  type Example,
  pipelineSuccess,
  securityScanFailure,
  yarnOutdated,
} from './demo-examples.ts';

/** How many resources report at a time, and how often what a busy machine could not take is sent. */
const AT_ONCE = 4;
const ATTEMPTS = 5;

/** The life of an issue, in the requests of docs/webhooks.md. */
const STORY: readonly (readonly [string, Example])[] = [
  ['A pipeline fails: a new issue', dependencyConflict],
  ['It fails again for the same reason: the same issue, seen twice', dependencyConflict],
  ['It fails for another reason: a second issue in the same scope', yarnOutdated],
  ['It succeeds: both are resolved', pipelineSuccess],
  ['The first failure comes back: its issue is reopened', dependencyConflict],
  ['It succeeds again', pipelineSuccess],
  ['A build fails', buildFailure],
  ['A deployment fails', deploymentFailure],
  ['A security scan finds something', securityScanFailure],
];

const HELP = `Tells the life of some issues on a running Kite, request by request, and then reports what some teams went
through in three days, for the dashboard to show: npm run demo -- [options]

  --url URL  Kite's URL (default http://127.0.0.1:3000)
  --help     show this text`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:3000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const url = kiteUrl(values.url);
  for (const [title, { webhook, payload }] of STORY) {
    const { status, isOk, body } = await postToKite(`${url}/api/v1/webhooks/${webhook}`, payload);
    console.log(`\n# ${title}\nPOST /api/v1/webhooks/${webhook}\n${JSON.stringify(payload, null, 2)}`);
    console.log(`→ ${status}\n${JSON.stringify(body, null, 2)}`);
    if (!isOk) process.exitCode = 1;
  }
  const teams = new Set(DAYS.map(({ team }) => team));
  console.log(`\n# Three days of ${teams.size} teams`);
  const reports = await tellDays(url);
  console.log(`→ ${reports} reports. The dashboard shows what is broken now: ${url}/`);
}

/** Each resource's runs in their order, and what people did about them. @returns how many reports it took */
async function tellDays(url: string): Promise<number> {
  const now = Date.now();
  const post = async (path: string, body: unknown) =>
    accepted(await postPatiently(`${url}/api/v1${path}`, body));
  const limit = pLimit(AT_ONCE);
  const tell = async (resource: Resource) => {
    for (const [index, run] of resource.runs.entries())
      await post(`/webhooks/${resource.webhook}-${run.reason ? 'failure' : 'success'}`, {
        ...bodyOf(resource, run, index),
        occurredAt: new Date(now - run.hoursAgo * 3_600_000).toISOString(),
      });
  };
  await Promise.all(DAYS.map((resource) => limit(tell, resource)));
  for (const issue of FOUND) await post('/issues', issue);

  const kite = createKite({ url });
  const issueOf = async (name: string) => {
    const namespace = DAYS.filter((one) => one.name === name).map(({ team }) => team);
    const query = { namespace, resourceName: [name], state: 'ACTIVE' as const, limit: 1 };
    const [issue] = (await kite.get('/api/v1/issues', { params: { query } })).data;
    if (issue === undefined) throw new Error(`Nothing is broken in ${name}`);
    return issue;
  };
  for (const [name, body] of Object.entries(EDITED)) {
    const { id } = await issueOf(name);
    await kite.put('/api/v1/issues/{id}', { params: { path: { id } }, body });
  }
  for (const names of RELATED) {
    const [one, other] = await Promise.all(names.map(issueOf));
    const isKnown = [...(one?.relatedFrom ?? []), ...(one?.relatedTo ?? [])].length > 0;
    if (one && other && !isKnown) await post(`/issues/${one.id}/related`, { relatedId: other.id });
  }
  return DAYS.reduce((sum, { runs }) => sum + runs.length, FOUND.length);
}

function bodyOf({ team, webhook, name }: Resource, { reason, severity }: Run, index: number) {
  const fields = WEBHOOKS[webhook];
  const run = webhook === 'release' ? `${name}-1.${index + 4}.0` : String(1180 + index);
  return {
    namespace: team,
    [fields.name]: name,
    ...(reason && {
      [fields.reason]: reason,
      [fields.run]: run,
      [fields.url]: `https://ci.example.com/${team}/${name}/runs/${run}`,
      ...(severity && { severity }),
    }),
  };
}

/** Sends it again while Kite says that it is too busy; that counts once. */
const postPatiently = (url: string, body: unknown): Promise<KiteAnswer> =>
  postToKite(url, body, { 'idempotency-key': randomUUID() }, retrying(fetch, ATTEMPTS));

/** @throws Error when Kite refused */
function accepted({ status, isOk, body }: KiteAnswer): void {
  if (!isOk) throw new Error(`Kite answers ${status}: ${JSON.stringify(body)}`);
}

await runCommand(main);
