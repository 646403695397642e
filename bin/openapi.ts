import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openApiDocument } from '../openapi/document.ts';
import { runCommand } from '../operate/command.ts';

const FILE = join(import.meta.dirname, '../openapi.json');

const HELP = `Writes openapi.json, the API's document, from the endpoints and their schemas: npm run openapi -- [options]

  --check  only says whether the file is up to date
  --help   show this text`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return console.log(HELP);
  const document = `${JSON.stringify(await openApiDocument(), null, 2)}\n`;
  if (!values.check) return writeFileSync(FILE, document);
  if (document !== readFileSync(FILE, 'utf8'))
    throw new Error('openapi.json is out of date: run "npm run openapi".');
}

await runCommand(main);
