import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { BadOptions, type Options, readOptions } from './options.ts';

const PROJECT = join(import.meta.dirname, '..');
type Context = Readonly<Record<string, unknown>>;
const fileSchema = z.record(z.string().startsWith('kite:'), z.unknown());

/**
 * A stage's deployment options: those of `stages/<stage>.json`, and of the CDK context (`-c`, cdk.json), which wins.
 * @throws BadOptions that names every fault
 */
export const stageOptions = (context: Context, project?: string): Options =>
  readOptions(stageContext(context, project));

/**
 * The same as given, by keys like `kite:dedup`, and not checked yet.
 * @throws BadOptions when the file cannot be read
 */
export function stageContext(context: Context, project = PROJECT): Context {
  const stage = context['kite:stage'] ?? readOptions({}).stage;
  // What cannot be a stage's name is no file's either; `readOptions` says what is wrong with it.
  const isName = typeof stage === 'string' && /^[\w-]+$/.test(stage);
  return { ...(isName && readStage(`stages/${stage}.json`, project)), ...context };
}

function readStage(path: string, project: string): Context {
  const file = join(project, path);
  if (!existsSync(file)) return {};
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BadOptions(`${path} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const { data } = fileSchema.safeParse(content);
  if (data === undefined) {
    throw new BadOptions(`${path} must be an object of options, like {"kite:dedup": "scope"}`);
  }
  if ('kite:stage' in data) throw new BadOptions(`${path} must not have kite:stage: the file's name says it`);
  return data;
}

/** The stack's output that says which options it was deployed with (operate/dropped-options.ts). */
export const OPTIONS_OUTPUT = 'Options';

/** The names of the options that differ from their defaults, like `kite:dedup`; without the stage, which every stack has. */
export function chosenOptions(options: Options): string[] {
  const defaults = new Map(Object.entries(readOptions({})));
  return Object.entries(options)
    .filter(
      ([name, value]) => name !== 'stage' && JSON.stringify(value) !== JSON.stringify(defaults.get(name)),
    )
    .map(([name]) => `kite:${name}`)
    .sort();
}
