import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { typesOf } from '../client/types.ts';
import { openApiDocument } from '../openapi/document.ts';
import { runCommand } from '../operate/command.ts';

const PROJECT = join(import.meta.dirname, '..');

const HELP = `Writes openapi.json, the API's document, from the endpoints and their schemas, and from it the client's types:
npm run openapi -- [options]

  --check  only says whether both are up to date
  --help   show this text`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return console.log(HELP);
  const document = await openApiDocument();
  const files = {
    'openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'client/src/api.ts': await typesOf(document),
  };
  for (const [name, content] of Object.entries(files)) {
    const file = join(PROJECT, name);
    if (!values.check) writeFileSync(file, content);
    else if (content !== readFileSync(file, 'utf8')) {
      throw new Error(`${name} is out of date: run "npm run openapi".`);
    }
  }
}

await runCommand(main);
