import stripJsonComments from 'strip-json-comments';
import type { Fault } from './request.ts';

/** What a template says, as far as it can be read. */
interface Reading {
  readonly draft: Readonly<Record<string, unknown>>;
  readonly faults: readonly Fault[];
}

/**
 * Reads a request for a webhook from the filled-in template of docs/writing-a-webhook.md. Missing parts are left out;
 * `checkRequest` reports them.
 * @param text Markdown, possibly quoted with `>`
 */
export function readTemplate(text: string): Reading {
  const faults: Fault[] = [];
  const lines = text.replaceAll('\r', '').replace(/^> ?/gm, '');
  const find = (pattern: RegExp): string | undefined => pattern.exec(lines)?.[1]?.trim();
  const failure = readBody('Failure', lines, faults);
  const success = readBody('Success', lines, faults);
  const title = find(/^##\s*Webhook Request:[ \t]*(\S.*)$/im);
  const failureName = find(/\*\*Failure Endpoint:?\*\*:?.*\/webhooks\/(\S+?)-failure\b/i);
  const successName = find(/\*\*Success Endpoint:?\*\*:?.*\/webhooks\/(\S+?)-success\b/i);
  if (failureName !== undefined && successName !== undefined && failureName !== successName) {
    faults.push({
      path: 'name',
      message: `must be the same in both endpoints: ${failureName}-failure, ${successName}-success`,
    });
  }
  const request = {
    name:
      failureName ??
      title
        ?.toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, ''),
    failure,
    success,
    resourceType: find(/^\s*-\s*resourceType:[ \t]*(\S.*)$/im),
    resourceName: find(/^\s*-\s*resourceName:.*\(`?(\w+)`?\)\s*$/im) ?? defaultName(failure, success),
    issueType: find(/^\s*-\s*issueType:[ \t]*(\S.*)$/im),
    severity: find(/^\s*-\s*severity:[ \t]*(\S.*)$/im),
    title: find(/^\s*-\s*title format:[ \t]*(\S.*)$/im),
  };
  const draft = Object.fromEntries(
    Object.entries(request)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === 'string' ? value.replace(/^"(.*)"$/, '$1') : value]),
  );
  return { draft, faults };
}

/** The JSON body below its heading, fenced or not. */
function readBody(
  outcome: 'Failure' | 'Success',
  lines: string,
  faults: Fault[],
): Record<string, unknown> | undefined {
  const [, json] =
    new RegExp(`\\*\\*${outcome} Request Body:?\\*\\*:?[\\s\`a-z]*(\\{[^{}]*\\})`, 'i').exec(lines) ?? [];
  if (json === undefined) return undefined;
  try {
    return JSON.parse(stripJsonComments(json, { trailingCommas: true }));
  } catch {
    faults.push({ path: outcome.toLowerCase(), message: `is not JSON: ${json}` });
    return undefined;
  }
}

/** The field that names the resource by default: `resourceName`, or the first that both bodies have. */
function defaultName(
  failure: Record<string, unknown> = {},
  success: Record<string, unknown> = {},
): string | undefined {
  if ('resourceName' in failure) return 'resourceName';
  return Object.keys(failure).find((name) => name !== 'namespace' && name in success);
}
