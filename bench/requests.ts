import * as z from 'zod';

/** One request to Kite's API; the path stands below `/api/v1`. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @throws Error unless the answer is a success */
export async function send(url: string, { method, path, body, headers }: ApiRequest): Promise<unknown> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** What every failure and success webhook asks for, all in one; each ignores what it does not know. */
export const event = (
  name: string,
  namespace: string,
  reason = 'Dependency conflict with React version',
) => ({
  namespace,
  ...{ pipelineName: name, componentName: name, applicationName: name, application: name, release: name },
  ...{ failureReason: reason, errorMessage: reason, failurePhase: reason, vulnerabilities: [reason] },
  ...{ runId: 'run-123', buildId: 'build-456', deploymentId: 'deploy-789', scanId: 'scan-321' },
  ...{ pipelineId: 'run-123', type: 'error', logs: ['line'], logsUrl: 'https://your-ci.com/logs/run-123' },
});

export const webhook = (name: string, body: unknown, headers?: Record<string, string>): ApiRequest => ({
  method: 'POST',
  path: `/webhooks/${name}`,
  body,
  ...(headers && { headers }),
});

const identified = z.object({ id: z.string() });
const shown = z.union([z.object({ issue: identified }).transform(({ issue }) => issue), identified]);
/** The id of the issue in an answer. */
export const idIn = (answer: unknown): string => shown.parse(answer).id;
