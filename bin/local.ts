import { once } from 'node:events';
import { watch } from 'node:fs';
import { parseArgs } from 'node:util';
import { serve } from '../local/serve.ts';

const HELP = `Serves Kite on this machine: npm start -- [options]

  --port PORT            where to listen (default 3000; 0 for any that is free)
  --data DIR             keep the data there (default: in memory, gone at the end)
  --secrets FILE         the senders' secrets, like KITE_SECRET_GITHUB="…" (default: the environment has them)
  --endpoint URL         use another DynamoDB instead of starting DynamoDB Local (no Java needed)
  -c, --context KEY=VAL  a deployment option, as for cdk deploy: -c kite:dedup=scope (lib/options.ts)
  --auth                 ask for credentials, as the deployed stack does (default: everyone may do everything)
  --host ADDRESS         listen elsewhere than on 127.0.0.1; only with --auth
  --watch                rebuild when a file in functions, lib or bin changes
  --help                 this text`;

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

  // Before the start, which can be stopped too; a second Ctrl-C, which npm sends by itself, changes nothing.
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
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken ? new Error(`Port ${port} is taken: choose another with --port`) : error;
  });
  const bearer = values.auth ? ' -H "authorization: Bearer $TOKEN"' : '';
  const credentials = `It asks for credentials; this makes one:

  npm run tokens -- create --endpoint ${kite.endpoint} --name me --role editor --namespaces 'team-*'`;
  const routes = kite.routes.map(({ routeKey }) => routeKey).filter((routeKey) => routeKey !== '$default');
  console.log(`
${routes
  .sort()
  .map((route) => `  ${route}`)
  .join('\n')}

Kite answers on ${kite.url} (database: ${kite.endpoint}, table ${kite.table}).
${values.auth ? credentials : 'Whoever reaches it may do everything; only this machine can (--auth asks for credentials).'}

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

/** Rebuilds after a change, once the files have been quiet for a moment; one rebuild at a time. */
function rebuildOnChange(reload: () => Promise<void>, signal: AbortSignal): void {
  let quiet: NodeJS.Timeout | undefined;
  let rebuilding = Promise.resolve();
  const onChange = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
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

function fail(error: unknown): never {
  report(error);
  process.exit(1);
}

await main().catch(fail);
