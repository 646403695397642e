import { input, select } from '@inquirer/prompts';
import { issueTypeSchema, severitySchema } from '../functions/shared/issue/issue.ts';
import { faultsOf, namingFieldsOf } from './request.ts';
import { sentence } from './source.ts';

/** Where questions are asked. @default - this process's terminal */
export type Terminal = Parameters<typeof input>[1];

/**
 * Asks for a request in a terminal. Each answer is checked when it is given, so that no later one is in vain, and Enter
 * alone takes the default, which makes the webhook of docs/writing-a-webhook.md.
 * @param project the project's folder
 */
export async function ask(project: string, terminal?: Terminal): Promise<Readonly<Record<string, unknown>>> {
  const draft: Record<string, string> = {};
  const answer = async (part: string, message: string, byDefault: string) => {
    const validate = (text: string) =>
      faultsOf({ ...draft, [part]: text }, project)
        .filter(({ path }) => path.split('.')[0] === part)
        .map(({ path, message }) => `${path} ${message}`)
        .join('\n') || true;
    draft[part] = await input({ message, default: byDefault, validate }, terminal);
    return draft[part];
  };
  const choose = async (part: string, message: string, choices: readonly string[], byDefault: string) => {
    draft[part] = await select({ message, choices, default: byDefault }, terminal);
    return draft[part];
  };

  const name = await answer('name', 'Name, in lower-case words with hyphens:', 'smoke-test');
  const failure = await answer(
    'failure',
    'Fields of a failure: string, url, number or string[]; "?" if optional:',
    'environment, failedStep, reportUrl:url?',
  );
  const fields = namingFieldsOf(failure);
  const resourceName = await choose(
    'resourceName',
    'Which field names the resource?',
    fields,
    fields[0] ?? '',
  );
  await answer('success', 'Fields of a success:', resourceName);
  await answer('resourceType', 'Type of resource:', resourceName.replace(/(?<=.)_?name$/i, ''));
  await choose('issueType', 'Type of issue', issueTypeSchema.options, 'test');
  await choose('severity', 'Severity', severitySchema.options, 'major');
  await answer('title', 'Title of the issue:', `${sentence(name)} failed: {${resourceName}}`);
  return draft;
}
