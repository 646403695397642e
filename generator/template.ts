import stripJsonComments from 'strip-json-comments';

/**
 * Reads a request for a webhook from the filled-in template of docs/writing-a-webhook.md. Missing parts are left out;
 * `checkRequest` reports them.
 * @param text Markdown, possibly quoted with `>`
 * @throws Error when a body is not JSON, or when the two endpoints have different names
 */
export function readTemplate(text: string): Record<string, unknown> {
  const lines = text.replaceAll('\r', '').replace(/^> ?/gm, '');
  const find = (pattern: RegExp): string | undefined => pattern.exec(lines)?.[1]?.trim();
  const failure = readBody('Failure', lines);
  const success = readBody('Success', lines);
  const title = find(/^##\s*Webhook Request:[ \t]*(\S.*)$/im);
  const failureName = find(/\*\*Failure Endpoint:?\*\*:?.*\/webhooks\/(\S+?)-failure\b/i);
  const successName = find(/\*\*Success Endpoint:?\*\*:?.*\/webhooks\/(\S+?)-success\b/i);
  if (failureName !== undefined && successName !== undefined && failureName !== successName) {
    throw new Error(`The endpoints have different names: ${failureName}-failure, ${successName}-success`);
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
  return Object.fromEntries(
    Object.entries(request)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === 'string' ? value.replace(/^"(.*)"$/, '$1') : value]),
  );
}

/** The JSON body below its heading, fenced or not. */
function readBody(outcome: string, lines: string): Record<string, unknown> | undefined {
  const [, json] =
    new RegExp(`\\*\\*${outcome} Request Body:?\\*\\*:?[\\s\`a-z]*(\\{[^{}]*\\})`, 'i').exec(lines) ?? [];
  if (json === undefined) return undefined;
  try {
    return JSON.parse(stripJsonComments(json, { trailingCommas: true }));
  } catch {
    throw new Error(`The ${outcome} Request Body is not JSON: ${json}`);
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
