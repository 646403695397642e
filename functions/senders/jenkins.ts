import * as z from 'zod/mini';
import { bearsSecret } from '../shared/access/sender-secrets.ts';
import { ignored } from '../shared/intake/event.ts';
import { readEvent } from '../shared/intake/read-event.ts';
import { defineSender } from '../shared/intake/sender.ts';

/* https://plugins.jenkins.io/notification/, format JSON. Only the fields that Kite uses are read. */

const nameSchema = z.string().check(z.minLength(1));
const notificationSchema = z.object({
  /** Of the job: `job/<folder>/job/<name>/`, and for a part of it, like a matrix' or Maven's, `<part>/` behind it. */
  url: z
    .string()
    .check(z.regex(/^(?:view\/[^/]+\/)*job\/[^/]+\/(?:[^/]+\/)*$/, 'must be like job/folder/job/name/')),
  build: z.object({
    url: nameSchema,
    full_url: z.nullish(z.string()),
    number: z.nullish(z.union([z.number(), z.string()])),
    queue_id: z.nullish(z.union([z.number(), z.string()])),
    phase: z.string(),
    status: z.nullish(z.string()),
    timestamp: z.nullish(z.number()),
    notes: z.nullish(z.string()),
    log: z.nullish(z.string()),
    scm: z.nullish(z.object({ branch: z.nullish(z.string()), commit: z.nullish(z.string()) })),
    test_summary: z.nullish(
      z.object({ failed: z.number(), total: z.number(), failed_tests: z.nullish(z.array(z.string())) }),
    ),
  }),
});
type Build = z.output<typeof notificationSchema>['build'];

const FAILED: Readonly<Record<string, 'major' | 'minor'>> = { FAILURE: 'major', UNSTABLE: 'minor' };
/** Both are told of a build's end, with the same result; which of them comes depends on the settings. */
const ENDS: readonly string[] = ['COMPLETED', 'FINALIZED'];

/** Milliseconds since 1970 as an RFC 3339 time; undefined when there is none that they could be. */
function toTime(timestamp: number | null | undefined): string | undefined {
  const date = new Date(timestamp || Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** Jenkins, with its Notification plugin: builds that end (docs/senders/jenkins.md). */
export const handler = defineSender({
  verify: bearsSecret,
  read: (request) => {
    const { url, build } = readEvent(notificationSchema, request);
    const status = build.status ?? 'nothing';
    if (!ENDS.includes(build.phase)) return ignored(`A build that is ${build.phase} has not ended`);
    const severity = Object.hasOwn(FAILED, status) ? FAILED[status] : undefined;
    if (status !== 'SUCCESS' && severity === undefined) {
      return ignored(`A build that ends as ${status} is neither failure nor success`);
    }
    const { job, folder } = jobAt(url);
    const occurredAt = toTime(build.timestamp);
    // A job in no folder belongs to Jenkins itself.
    const owner = folder ?? 'jenkins';
    const event = {
      owner,
      project: folder === undefined ? `${owner}/${job}` : job,
      resource: { resourceType: 'jenkins-job', resourceName: job },
      occurredAt,
      deliveryId: deliveryOf(build, occurredAt),
    };
    if (severity === undefined) return { kind: 'success', ...event, noun: 'job' };
    const { scm, test_summary: tests } = build;
    return {
      kind: 'failure',
      ...event,
      issueType: status === 'UNSTABLE' ? 'test' : 'build',
      severity,
      title: `${status === 'UNSTABLE' ? 'Build unstable' : 'Build failed'}: ${job}`,
      description: [
        `The build ${build.number ?? '(not given)'} of ${job} ended as ${status}`,
        scm?.branch && `Branch ${scm.branch}, commit ${scm.commit ?? 'unknown'}`,
        tests && `${tests.failed} of ${tests.total} tests failed`,
        ...(tests?.failed_tests ?? []),
        build.notes,
        build.log,
      ]
        .filter(Boolean)
        .join('\n'),
      links: [
        { title: 'Build', url: build.full_url },
        { title: 'Console', url: build.full_url && `${build.full_url}console` },
      ],
      dedupKey: status,
    };
  },
});

/** A job's path, and the first folder that it is in. A `view/<name>/` depends on who asks, not on the job. */
function jobAt(url: string): { readonly job: string; readonly folder: string | undefined } {
  const parts = [...url.matchAll(/(?:(job|view)\/)?([^/]+)\//g)].filter(([, prefix]) => prefix !== 'view');
  const names = parts.map(([, , name = '']) => decode(name));
  const isInFolder = parts.filter(([, prefix]) => prefix === 'job').length > 1;
  return { job: names.join('/'), folder: isInFolder ? names[0] : undefined };
}

/**
 * A build by its URL and its id in Jenkins' queue: a job that is deleted and made again counts its builds from 1.
 * Without such an id (-1 in some builds), by the hour in which it ended: the two phases of one end differ in their times.
 */
function deliveryOf({ full_url, url, queue_id }: Build, occurredAt: string | undefined): string {
  const hour = occurredAt?.slice(0, '2026-11-25T20'.length) ?? '';
  return `${full_url ?? url} ${Number(queue_id) > 0 ? queue_id : hour}`;
}

/** A segment of a path, as it is when it is no well-formed escape. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
