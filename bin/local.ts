import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type RunningStack, serve } from '../local/serve.ts';
import { watchSources } from '../local/watch.ts';
import { keyAndValue, messageOf, runCommand } from '../operate/command.ts';

const HELP = `Serves Kite on this machine: npm start -- [options]

  --port PORT            port to listen on (default 3000; 0 for any free one)
  --data DIR             folder for the data (default: in memory, lost at the end)
  --secrets FILE         the senders' secrets, like KITE_SECRET_GITHUB="…" (default: from the environment)
  --endpoint URL         use another DynamoDB instead of starting DynamoDB Local (no Java needed)
  -c, --context KEY=VAL  a deployment option: -c kite:dedup=scope (lib/options.ts); -c kite:stage=prod takes
                         those of stages/prod.json
  --auth                 require credentials, as the deployed stack does (default: everyone may do everything)
  --host ADDRESS         address to listen on (default 127.0.0.1; others require --auth)
  --watch                rebuild when a file of the stack or the dashboard changes
  --help                 show this text`;

const PROJECT = join(import.meta.dirname, '..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3000' },
      data: { type: 'string' },
      endpoint: { type: 'string' },
      secrets: { type: 'string' },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      auth: { type: 'boolean', default: false },
      host: { type: 'string', default: '127.0.0.1' },
      watch: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port}: not a port`);
  if (values.endpoint !== undefined && !URL.canParse(values.endpoint)) {
    throw new Error(`--endpoint ${values.endpoint}: not a URL, like http://127.0.0.1:8000`);
  }

  // Installed first, so that the start can be stopped too. npm repeats a Ctrl-C; the second one has no effect.
  const stopping = new AbortController();
  const { signal } = stopping;
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => stopping.abort());

  // From now on, so that no change is missed while it starts.
  const started = Promise.withResolvers<RunningStack>();
  if (values.watch)
    await watchSources(PROJECT, async (files) => rebuild(await started.promise, files, signal));

  console.log('Building the stack and starting the database…');
  const kite = await serve({
    port,
    host: values.host,
    auth: values.auth,
    data: values.data,
    endpoint: values.endpoint,
    secrets: values.secrets,
    context: Object.fromEntries(values.context.map(keyAndValue)),
    // For tests, which need not wait for the same synthesis again and again.
    assembly: process.env.KITE_LOCAL_ASSEMBLY,
    onError: (error) => console.error(messageOf(error)),
    signal,
  }).catch((error) => {
    if (signal.aborted) process.exit(0);
    const isPortTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isPortTaken ? new Error(`Port ${port} is taken: choose another with --port`) : error;
  });
  const bearer = values.auth ? ' -H "authorization: Bearer $KITE_TOKEN"' : '';
  const credentials = kite.credentialsFile === undefined ? '' : ` --credentials ${kite.credentialsFile}`;
  const tokenHint = `It requires credentials. Create a token with

  npm run tokens -- create --endpoint ${kite.endpoint}${credentials} --name me --role editor --namespaces 'team-*'`;
  const routes = routesIn(kite);
  const dashboard = routes.includes('GET /') ? `\nDashboard: ${kite.url}/\n` : '';
  console.log(`${dashboard}
${routes.map((route) => `  ${route}`).join('\n')}

Kite answers on ${kite.url} (database: ${kite.endpoint}, table ${kite.table}).
${values.auth ? tokenHint : 'No credentials required: it can be reached from this machine only (--auth requires them).'}

Try:

  curl -s ${kite.url}/api/v1/webhooks/pipeline-failure -H 'content-type: application/json'${bearer} \\
    -d '{"pipelineName":"frontend-build","namespace":"team-alpha","failureReason":"Dependency conflict"}'
  curl -s '${kite.url}/api/v1/issues?namespace=team-alpha'${bearer}

Ctrl-C stops it.`);

  started.resolve(kite);
  await once(signal, 'abort');
  await kite.close();
  process.exit(0);
}

/** Rebuilds, and says what came of it; when a build fails, the code before it is still served. */
async function rebuild(kite: RunningStack, files: readonly string[], signal: AbortSignal): Promise<void> {
  console.log('Rebuilding…');
  const before = routesIn(kite);
  try {
    await kite.reload();
  } catch (error) {
    if (!signal.aborted)
      console.error(`${messageOf(error)}\nNot rebuilt: the code before this change is still served.`);
    return;
  }
  const after = routesIn(kite);
  const news = [
    ['new routes', after.filter((route) => !before.includes(route))],
    ['gone', before.filter((route) => !after.includes(route))],
  ] as const;
  const parts = news
    .filter(([, routes]) => routes.length > 0)
    .map(([what, routes]) => `; ${what}: ${routes.join(', ')}`);
  console.log(`Rebuilt: ${files.join(', ')}${parts.join('')}`);
}

/** The routes that clients call. */
const routesIn = ({ routes }: RunningStack): string[] =>
  routes
    .map(({ routeKey }) => routeKey)
    .filter((routeKey) => routeKey !== '$default' && !routeKey.endsWith('+}'))
    .sort();

await runCommand(main);
