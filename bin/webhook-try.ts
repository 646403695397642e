import { parseArgs } from 'node:util';
import { exampleOf } from '../generator/example.ts';
import { bodySchemaOf, webhookNames } from '../generator/webhooks.ts';

const HELP = `Posts an example to a webhook: npm run webhook:try -- NAME [options]

  NAME                   a webhook, like pipeline-failure; without -failure or -success, both, one after the other
  --url URL              where Kite answers (default http://127.0.0.1:3000)
  --namespace NAMESPACE  (default example)
  --set FIELD=VALUE      another value than the one made up; more than once for more
  --header 'NAME: VALUE' more than once for more
  --help                 this text`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:3000' },
      namespace: { type: 'string', default: 'example' },
      set: { type: 'string', multiple: true, default: [] },
      header: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new Error(HELP);
  if (!URL.canParse(values.url))
    throw new Error(`--url ${values.url}: not a URL, like http://127.0.0.1:3000`);

  const given = {
    namespace: values.namespace,
    ...Object.fromEntries(values.set.map((pair) => split(pair, '='))),
  };
  const headers = Object.fromEntries(values.header.map((line) => split(line, ':')));
  for (const webhook of webhooksOf(name)) {
    await post(`${values.url.replace(/\/+$/, '')}/api/v1/webhooks/${webhook}`, webhook, given, headers);
  }
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  if (at < 1) throw new Error(`${text}: has no "${separator}" after a name`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** @throws Error that lists the webhooks when there is none of that name */
function webhooksOf(name: string): string[] {
  const known = webhookNames();
  if (known.includes(name)) return [name];
  const both = [`${name}-failure`, `${name}-success`];
  if (both.every((webhook) => known.includes(webhook))) return both;
  throw new Error(`There is no webhook ${name}, but\n${known.map((webhook) => `  ${webhook}`).join('\n')}`);
}

async function post(
  url: string,
  webhook: string,
  given: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  // A success needs less than the failure that the values are given for.
  const isSuccess = webhook.endsWith('-success');
  const example = exampleOf(await bodySchemaOf(webhook), given, { ignoreUnknown: isSuccess });
  console.log(`POST ${url}\n${JSON.stringify(example, null, 2)}`);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(example),
  }).catch((error: unknown) => {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : error;
    throw new Error(
      `${new URL(url).origin} does not answer (${why}). Is "npm start" running? Or give --url URL.`,
    );
  });
  console.log(`→ ${response.status}\n${await response.text()}\n`);
  if (!response.ok) process.exitCode = 1;
}

await main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
