import * as z from 'zod';
import { type Accepted, type Count, failureKey } from './audit.ts';
import type { Answered } from './cannon.ts';

const failed = z.object({ namespace: z.string(), pipelineName: z.string(), failureReason: z.string() });
const recorded = z.object({
  issue: z.object({ id: z.string(), detectedAt: z.string(), lastSeenAt: z.string() }),
});
const resolution = z.object({
  message: z
    .string()
    .regex(/^Resolved \d+ /)
    .transform((message) => Number(message.split(' ')[1])),
});

/** Whether a request was done: for certain, perhaps, or not. One that failed on the way may have been stored. */
export function outcome({ status }: Answered): 'done' | 'unsure' | 'refused' {
  if (status === undefined || status >= 500) return 'unsure';
  return status < 300 ? 'done' : 'refused';
}

/**
 * What the answers to pipeline webhooks say is in a table that was empty before the first of them.
 * @param recovered namespaces whose issues are all resolved
 */
export function acceptedIn(answers: readonly Answered[], recovered: readonly string[] = []): Accepted {
  const to = (webhook: string) => answers.filter(({ request }) => request.path === `/webhooks/${webhook}`);
  const [failures, successes] = [to('pipeline-failure'), to('pipeline-success')];
  const done = failures.filter((answer) => outcome(answer) === 'done');
  const unsure = failures.filter((answer) => outcome(answer) === 'unsure').length;
  return {
    reports: countByKey(failures),
    created: { sure: done.filter(({ status }) => status === 201).length, unsure },
    transitions: { activated: activationsIn(done, unsure), resolved: resolvedBy(successes) },
    recovered,
  };
}

function countByKey(failures: readonly Answered[]): Map<string, Count> {
  const counts = new Map<string, { sure: number; unsure: number }>();
  for (const answer of failures) {
    const { namespace, pipelineName, failureReason } = failed.parse(answer.request.body);
    const key = failureKey(namespace, pipelineName, failureReason);
    const count = counts.get(key) ?? { sure: 0, unsure: 0 };
    counts.set(key, count);
    if (outcome(answer) === 'done') count.sure++;
    if (outcome(answer) === 'unsure') count.unsure++;
  }
  return counts;
}

/**
 * How often an issue became ACTIVE. Every period of activity begins with a report that sees it detected at its
 * own time; should two arrive in one millisecond, either may have been the one.
 */
function activationsIn(done: readonly Answered[], unsure: number): Count {
  const issues = done.map(({ body = '' }) => recorded.parse(JSON.parse(body)).issue);
  const sure = new Set(issues.map(({ id, detectedAt }) => `${id} ${detectedAt}`)).size;
  const most = unsure + issues.filter(({ detectedAt, lastSeenAt }) => detectedAt === lastSeenAt).length;
  return { sure, unsure: Math.max(0, most - sure) };
}

/** How many were resolved. One success resolves any number. */
const resolvedBy = (successes: readonly Answered[]): Count => ({
  sure: successes
    .filter((answer) => outcome(answer) === 'done')
    .reduce((sum, { body = '' }) => sum + resolution.parse(JSON.parse(body)).message, 0),
  unsure: successes.some((answer) => outcome(answer) === 'unsure') ? Number.POSITIVE_INFINITY : 0,
});
