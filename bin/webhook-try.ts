import { parseArgs } from 'node:util';
import { exampleOf } from '../generator/example.ts';
import { bodySchemaOf, webhookNames } from '../generator/webhooks.ts';
import { kiteUrl, postToKite, runCommand } from '../operate/command.ts';

const HELP = `Sends an example to a webhook: npm run webhook:try -- NAME [options]

  NAME                   a webhook, like pipeline-failure; pipeline sends pipeline-failure, then pipeline-success
  --url URL              Kite's URL (default http://127.0.0.1:3000)
  --namespace NAMESPACE  (default example)
  --set FIELD=VALUE      sets a field of the example; repeatable
  --header 'NAME: VALUE' adds a header; repeatable
  --help                 show this text`;

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
  const url = kiteUrl(values.url);
  const fieldValues = {
    namespace: values.namespace,
    ...Object.fromEntries(values.set.map((pair) => split(pair, '='))),
  };
  const headers = Object.fromEntries(values.header.map((line) => split(line, ':')));
  for (const webhook of webhooksOf(name)) {
    await post(`${url}/api/v1/webhooks/${webhook}`, webhook, fieldValues, headers);
  }
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  if (at < 1) throw new Error(`${text}: expected a name, then "${separator}"`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/**
 * The webhooks that a name stands for: itself, or its failure and success.
 * @throws Error that lists all webhooks when there is none of that name
 */
function webhooksOf(name: string): string[] {
  const known = webhookNames();
  if (known.includes(name)) return [name];
  const both = [`${name}-failure`, `${name}-success`];
  if (both.every((webhook) => known.includes(webhook))) return both;
  throw new Error(
    `There is no webhook ${name}. There are:\n${known.map((webhook) => `  ${webhook}`).join('\n')}`,
  );
}

async function post(
  url: string,
  webhook: string,
  fieldValues: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  // A --set meant for the failure may name a field that the success lacks.
  const isSuccess = webhook.endsWith('-success');
  const example = exampleOf(await bodySchemaOf(webhook), fieldValues, { ignoreUnknown: isSuccess });
  console.log(`POST ${url}\n${JSON.stringify(example, null, 2)}`);
  const { status, isOk, body } = await postToKite(url, example, headers);
  console.log(`→ ${status}\n${JSON.stringify(body)}\n`);
  if (!isOk) process.exitCode = 1;
}

await runCommand(main);
