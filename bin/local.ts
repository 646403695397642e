import { once } from 'node:events';
import { watch } from 'node:fs';
import { parseArgs } from 'node:util';
import { serve } from '../local/serve.ts';

const HELP = `Serves Kite on this machine: npm start -- [options]

  --port PORT            port to listen on (default 3000; 0 for any free one)
  --data DIR             folder for the data (default: in memory, lost at the end)
  --secrets FILE         the senders' secrets, like KITE_SECRET_GITHUB="…" (default: from the environment)
  --endpoint URL         use another DynamoDB instead of starting DynamoDB Local (no Java needed)
  -c, --context KEY=VAL  a deployment option, as for cdk deploy: -c kite:dedup=scope (lib/options.ts)
  --auth                 require credentials, as the deployed stack does (default: everyone may do everything)
  --host ADDRESS         address to listen on (default 127.0.0.1; others require --auth)
  --watch                rebuild when a file in functions, lib or bin changes
  --help                 show this text`;

const report = (error: unknown) => console.error(error instanceof Error ? error.message : error);

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
    onError: report,
    signal,
  }).catch((error) => {
    if (signal.aborted) process.exit(0);
    const isPortTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isPortTaken ? new Error(`Port ${port} is taken: choose another with --port`) : error;
  });
  const bearer = values.auth ? ' -H "authorization: Bearer $TOKEN"' : '';
  const credentials = kite.credentialsFile === undefined ? '' : ` --credentials ${kite.credentialsFile}`;
  const tokenHint = `It requires credentials. Create a token with

  npm run tokens -- create --endpoint ${kite.endpoint}${credentials} --name me --role editor --namespaces 'team-*'`;
  const routes = kite.routes
    .map(({ routeKey }) => routeKey)
    .filter((routeKey) => routeKey !== '$default' && !routeKey.endsWith('+}'));
  console.log(`
${routes
  .sort()
  .map((route) => `  ${route}`)
  .join('\n')}

Kite answers on ${kite.url} (database: ${kite.endpoint}, table ${kite.table}).
${values.auth ? tokenHint : 'No credentials required: it can be reached from this machine only (--auth requires them).'}

Try:

  curl -s ${kite.url}/api/v1/webhooks/pipeline-failure -H 'content-type: application/json'${bearer} \\
    -d '{"pipelineName":"frontend-build","namespace":"team-alpha","failureReason":"Dependency conflict"}'
  curl -s '${kite.url}/api/v1/issues?namespace=team-alpha'${bearer}

Ctrl-C stops it.`);

  if (values.watch) rebuildOnChange(kite.reload, signal);
  await once(signal, 'abort');
  await kite.close();
  process.exit(0);
}

function keyAndValue(pair: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (key === undefined || value === undefined) throw new Error(`-c ${pair}: not KEY=VALUE`);
  return [key, value];
}

/** Rebuilds 200 ms after the last of a series of changes; one rebuild at a time. */
function rebuildOnChange(reload: () => Promise<void>, signal: AbortSignal): void {
  let timer: NodeJS.Timeout | undefined;
  let rebuilding = Promise.resolve();
  const onChange = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      rebuilding = rebuilding.then(reload).then(
        () => console.log('Rebuilt.'),
        (error) => {
          if (!signal.aborted) report(error);
        },
      );
    }, 200);
  };
  for (const folder of ['functions', 'lib', 'bin']) {
    watch(new URL(`../${folder}`, import.meta.url), { recursive: true }, onChange);
  }
}

await main().catch((error) => {
  report(error);
  process.exit(1);
});
