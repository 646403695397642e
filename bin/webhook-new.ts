import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { getSystemErrorMessage, parseArgs } from 'node:util';
import { issueTypeSchema, severitySchema } from '../functions/shared/issue/issue.ts';
import { ask } from '../generator/ask.ts';
import { checkRequest, filesOf, namingFieldsOf } from '../generator/request.ts';
import { type SourceFile, sourcesOf } from '../generator/source.ts';
import { readTemplate } from '../generator/template.ts';
import { runCommand } from '../operate/command.ts';

const HELP = `Creates a webhook of your own: npm run webhook:new [-- request.md | -- options]

  request.md                 a filled-in template (docs/writing-a-webhook.md)
  --name NAME                smoke-test: creates smoke-test-failure and smoke-test-success
  --failure FIELDS           the failure's body: 'environment, failedStep, reportUrl:url?'
                             (string, url, number or string[]; "?" for optional; namespace is always included)
  --success FIELDS           the success's body (default: the field that names the resource)
  --resource-type TYPE       the type of resource: environment
  --resource-name FIELD      the field that names the resource (default: the failure's first required string)
  --issue-type TYPE          ${issueTypeSchema.options.join(', ')}
  --severity SEVERITY        ${severitySchema.options.join(', ')}
  --title TEXT               'Smoke test failed in {environment}'
  --reason FIELD             failures with the same reason are one issue (default: a field like failureReason or
                             errorMessage, else the title)
  --noun NOUN                the resource in the answer to a success (default: its type)
  --help                     show this text

Without arguments, in a terminal, it asks for each.`;

const PROJECT = join(import.meta.dirname, '..');

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

function fromFlags(flags: Flags): Readonly<Record<string, unknown>> {
  const { failure = '', success, 'resource-name': resourceName = namingFieldsOf(failure)[0] } = flags;
  const draft = {
    name: flags.name,
    failure,
    success: success ?? resourceName ?? '',
    resourceType: flags['resource-type'],
    resourceName,
    issueType: flags['issue-type'],
    severity: flags.severity,
    title: flags.title,
    reason: flags.reason,
    noun: flags.noun,
  };
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
}

/** Writes and formats the files: all of them or none. */
function write(files: readonly SourceFile[]): void {
  const written: string[] = [];
  try {
    for (const { path, text } of files) {
      const file = join(PROJECT, path);
      orExplain(`Cannot write ${path}`, () => {
        mkdirSync(dirname(file), { recursive: true });
        // `wx`: never overwrites a file that was created since the check.
        writeFileSync(file, text, { flag: 'wx' });
      });
      written.push(file);
    }
    format(files);
  } catch (error) {
    for (const file of written) rmSync(file);
    throw error;
  }
}

function format(files: readonly SourceFile[]): void {
  const { status, stderr } = spawnSync(
    join(PROJECT, 'node_modules/.bin/biome'),
    ['check', '--write', ...files.map(({ path }) => path)],
    { cwd: PROJECT, encoding: 'utf8' },
  );
  if (status === null) throw new Error('The formatter did not run. Try "npm ci" first');
  if (status !== 0)
    throw new Error(`The formatter rejects the new files, so none was kept:\n${stderr.trim()}`);
}

/** Runs a file operation; an error says what was tried and why it failed, without the system call or full path. */
function orExplain<T>(failure: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error && 'errno' in error && typeof error.errno === 'number')) throw error;
    throw new Error(`${failure}: ${getSystemErrorMessage(error.errno)}`);
  }
}

/** The stages that have a file of options; a placeholder if none has. */
function stages(): string[] {
  const found = globSync('stages/*.json', { cwd: PROJECT }).map((file) => basename(file, '.json'));
  return found.length > 0 ? found.sort() : ['STAGE'];
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const { help, ...flags } = values;
  if (help) return console.log(HELP);
  const [template, ...others] = positionals;
  const isInteractive = template === undefined && Object.keys(flags).length === 0;
  if (others.length > 0 || (template !== undefined && Object.keys(flags).length > 0)) {
    throw new Error('Give a template or options, not both (--help)');
  }
  if (isInteractive && !process.stdin.isTTY) throw new Error(HELP);

  const { draft, faults } =
    template === undefined
      ? { draft: isInteractive ? await ask(PROJECT) : fromFlags(flags), faults: [] }
      : readTemplate(orExplain(`Cannot read ${template}`, () => readFileSync(template, 'utf8')));
  const request = checkRequest(draft, PROJECT, faults);
  const files = sourcesOf(request);
  write(files);
  const commands = [
    ['npm start', 'serve it (automatic if the server runs with --watch)'],
    [`npm run webhook:try -- ${request.name}`, 'send an example'],
    // The whole path: the name alone would match other tests too, even the project's folder.
    [`npm test -- ${filesOf(request.name).test}`, 'test it'],
    ['npm run openapi', 'describe it in openapi.json'],
    ...stages().map((stage) => [`npm run deploy -- ${stage}`, 'deploy it'] as const),
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  console.log(`Created ${files.map(({ path }) => path).join('\n        ')}

Next:
${commands.map(([command, purpose]) => `  ${command.padEnd(width)}  ${purpose}`).join('\n')}`);
}

await runCommand(main);
