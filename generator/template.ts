import stripJsonComments from 'strip-json-comments';

/**
 * Reads a webhook's request from the template of webhooks.md, filled in. What is not there is left out, for
 * `checkRequest` to say so.
 * @param text Markdown; it may be quoted
 * @throws Error when a body in it is not JSON, or its two endpoints are not of one webhook
 */
export function readTemplate(text: string): Record<string, unknown> {
  const lines = text.replaceAll('\r', '').replace(/^> ?/gm, '');
  const find = (pattern: RegExp): string | undefined => pattern.exec(lines)?.[1]?.trim();
  const failure = readBody('Failure', lines);
  const success = readBody('Success', lines);
  const title = find(/^##\s*Webhook Request:[ \t]*(\S.*)$/im);
  const endpoint = find(/\*\*Failure Endpoint:?\*\*:?.*\/webhooks\/(\S+?)-failure\b/i);
  const other = find(/\*\*Success Endpoint:?\*\*:?.*\/webhooks\/(\S+?)-success\b/i);
  if (endpoint !== undefined && other !== undefined && endpoint !== other) {
    throw new Error(`The endpoints are not of one webhook: ${endpoint}-failure, ${other}-success`);
  }
  const request = {
    name:
      endpoint ??
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

/** The body that follows its heading, with or without a fence around it. */
function readBody(which: string, lines: string): Record<string, unknown> | undefined {
  const [, json] =
    new RegExp(`\\*\\*${which} Request Body:?\\*\\*:?[\\s\`a-z]*(\\{[^{}]*\\})`, 'i').exec(lines) ?? [];
  if (json === undefined) return undefined;
  try {
    return JSON.parse(stripJsonComments(json, { trailingCommas: true }));
  } catch {
    throw new Error(`The ${which} Request Body is not JSON: ${json}`);
  }
}

/** The field that names the resource when the template does not say: `resourceName`, or the first in both. */
function defaultName(
  failure: Record<string, unknown> = {},
  success: Record<string, unknown> = {},
): string | undefined {
  if ('resourceName' in failure) return 'resourceName';
  return Object.keys(failure).find((name) => name !== 'namespace' && name in success);
}
