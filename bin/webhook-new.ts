import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { input, select } from '@inquirer/prompts';
import { issueTypeSchema, severitySchema } from '../functions/shared/issue/issue.ts';
import { checkRequest } from '../generator/request.ts';
import { type SourceFile, sentence, sourcesOf } from '../generator/source.ts';
import { readTemplate } from '../generator/template.ts';

const HELP = `Makes a webhook of your own: npm run webhook:new [-- request.md | -- options]

  request.md                 the template of docs/writing-a-webhook.md, filled in
  --name NAME                smoke-test: /webhooks/smoke-test-failure and -success
  --failure FIELDS           the failure's body: 'environment, failedStep, reportUrl:url?'
                             (string, url, number or string[]; "?" makes it optional; namespace is always there)
  --success FIELDS           the success's body (default: the resource's name)
  --resource-type TYPE       the scope's type: environment
  --resource-name FIELD      the field that names the resource (default: the first of the failure)
  --issue-type TYPE          ${issueTypeSchema.options.join(', ')}
  --severity SEVERITY        ${severitySchema.options.join(', ')}
  --title TEXT               'Smoke test failed in {environment}'
  --reason FIELD             what tells two failures apart (default: the field that sounds like it, else the title)
  --noun NOUN                what the answer to a success calls the resource (default: its type)
  --help                     this text

Without any of them, in a terminal, it asks.`;

const PROJECT = join(import.meta.dirname, '..');

/**
 * `environment, reportUrl:url?` as field and kind.
 * @throws Error when a field is there twice: which of its kinds is meant cannot be known
 */
function readFields(text: string): Record<string, string> {
  const fields = text
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '')
    .map((field): [string, string] => {
      const [name = '', kind] = field.split(':');
      // `runId?` is an optional string.
      return kind === undefined && name.endsWith('?')
        ? [name.slice(0, -1), 'string?']
        : [name.trim(), kind?.trim() || 'string'];
    });
  const names = fields.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`The field ${twice} is given twice in '${text}'`);
  return Object.fromEntries(fields);
}

const OPTIONS = {
  name: { type: 'string' },
  failure: { type: 'string' },
  success: { type: 'string' },
  'resource-type': { type: 'string' },
  'resource-name': { type: 'string' },
  'issue-type': { type: 'string' },
  severity: { type: 'string' },
  title: { type: 'string' },
  reason: { type: 'string' },
  noun: { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Flags = Partial<Record<Exclude<keyof typeof OPTIONS, 'help'>, string>>;

function fromFlags(flags: Flags): Record<string, unknown> {
  const failure = readFields(flags.failure ?? '');
  const resourceName = flags['resource-name'] ?? Object.keys(failure)[0];
  const request = {
    name: flags.name,
    failure,
    success: readFields(flags.success ?? resourceName ?? ''),
    resourceType: flags['resource-type'],
    resourceName,
    issueType: flags['issue-type'],
    severity: flags.severity,
    title: flags.title,
    reason: flags.reason,
    noun: flags.noun,
  };
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}

/** The same from answers; what they are worth is checked with all the rest. */
async function ask(): Promise<Flags> {
  const name = await input({ message: 'What is it called? (lower-case words with hyphens: smoke-test)' });
  const failure = await input({
    message: 'What does a failure say? (fields: environment, failedStep, reportUrl:url?)',
    validate: (text) =>
      Object.keys(readFields(text)).length > 0 || 'At least one field, which names what failed',
  });
  const fields = Object.keys(readFields(failure));
  const resourceName = await select({ message: 'Which field names what failed?', choices: fields });
  return {
    name,
    failure,
    'resource-name': resourceName,
    success: await input({ message: 'What does a success say? (fields)', default: resourceName }),
    'resource-type': await input({ message: 'What is that? (the type of resource: environment)' }),
    'issue-type': await select({ message: 'What type of issue is it?', choices: issueTypeSchema.options }),
    severity: await select({
      message: 'How severe is it?',
      choices: severitySchema.options,
      default: 'major',
    }),
    title: await input({
      message: 'What is the title of the issue?',
      default: `${sentence(name)} failed: {${resourceName}}`,
    }),
  };
}

/** Writes the files, as the formatter has them: all of them or none. */
function write(files: readonly SourceFile[]): void {
  const written: string[] = [];
  try {
    for (const { path, text } of files) {
      const file = join(PROJECT, path);
      mkdirSync(dirname(file), { recursive: true });
      // `wx`: one that has come into being since it was looked for is left alone.
      writeFileSync(file, text, { flag: 'wx' });
      written.push(file);
    }
    const biome = join(PROJECT, 'node_modules/.bin/biome');
    execFileSync(biome, ['check', '--write', ...written], { cwd: PROJECT, stdio: 'pipe' });
  } catch (error) {
    for (const file of written) rmSync(file);
    throw error;
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const { help, ...flags } = values;
  if (help) return console.log(HELP);
  const [template, ...others] = positionals;
  const isAsked = template === undefined && Object.keys(flags).length === 0;
  if (others.length > 0 || (template !== undefined && Object.keys(flags).length > 0)) {
    throw new Error('Give one template, or options, not both (--help)');
  }
  if (isAsked && !process.stdin.isTTY) throw new Error(HELP);

  const asked = template
    ? readTemplate(readFileSync(template, 'utf8'))
    : fromFlags(isAsked ? await ask() : flags);
  const request = checkRequest(asked, PROJECT);
  const files = sourcesOf(request);
  write(files);
  const next = [
    ['npm start', 'serves it (at once where it runs with --watch)'],
    [`npm run webhook:try -- ${request.name}`, 'posts an example of it'],
    [`npm test -- ${request.name}`, 'tests it'],
    ['npx cdk deploy', 'deploys it'],
  ] as const;
  const width = Math.max(...next.map(([command]) => command.length));
  console.log(`Made ${files.map(({ path }) => path).join('\n     ')}

Next:
${next.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`).join('\n')}`);
}

await main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
