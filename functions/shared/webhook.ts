import * as z from 'zod';
import { DEDUP_POLICIES, fingerprint } from './dedup.ts';
import { readEnv } from './env.ts';
import { badRequest, endpoint, type Reply } from './http.ts';
import type { Report } from './issue.ts';
import { namespace, type Scope } from './scope.ts';
import { currentMoment } from './store/change.ts';
import { report } from './store/report.ts';
import { resolveScope } from './store/resolve.ts';
import { connect } from './store/table.ts';

/** What every webhook's body holds: the tenant whose resource it speaks of. */
interface Payload {
  readonly namespace: string;
}
/** A scope in the payload's own namespace. */
type Resource = Pick<Scope, 'resourceType' | 'resourceName'>;

/** The deployment's settings that a webhook's texts may need. */
export interface Settings {
  /** Where a run's logs are found, without the trailing slash: `<base>/<runId>`. */
  readonly logsBaseUrl?: string | undefined;
}

/** A webhook that reports failures, as data: `POST /webhooks/<file name>`. */
export interface FailureWebhook<P extends Payload> {
  /** What the body must hold; fields that it does not name are ignored. */
  readonly body: z.ZodType<P>;
  /** The resource that failed. */
  readonly scope: (payload: P) => Resource;
  /** The issue's type, severity, texts and links. */
  readonly issue: (
    payload: P,
    settings: Settings,
  ) => Pick<Report, 'issueType' | 'severity' | 'title' | 'description' | 'links'>;
  /** What tells this failure from others of the same scope; its fingerprint is taken (dedup.ts). */
  readonly dedupKey: (payload: P) => string;
  /** Why a payload reports no failure at all, when it does not. */
  readonly ignore?: (payload: P) => string | undefined;
}

/** A webhook that reports that a resource works again; it resolves the whole scope. */
export interface SuccessWebhook<P extends Payload> {
  readonly body: z.ZodType<P>;
  readonly scope: (payload: P) => Resource;
  /** What the answer calls the resource: `Resolved 2 issue(s) for <noun> <resourceName>`. */
  readonly noun: string;
}

/** The public clients send the namespace in the query too (issues-api.md, Endpoints). */
const query = z.object({ namespace: namespace.optional() });

function inNamespace<P extends Payload>(payload: P, resource: Resource, asked: string | undefined): Scope {
  if (asked !== undefined && asked !== payload.namespace) {
    throw badRequest([{ path: 'namespace', message: 'differs between the query and the body' }]);
  }
  return { ...resource, resourceNamespace: payload.namespace };
}

/**
 * The Lambda handler of a failure webhook, which carries its declaration. Answers 201 with a new issue, 200
 * with one that was known.
 */
export function defineFailure<P extends Payload>(webhook: FailureWebhook<P>) {
  const table = connect();
  const { DEDUP, LOGS_BASE_URL } = readEnv(
    z.object({ DEDUP: z.enum(DEDUP_POLICIES), LOGS_BASE_URL: z.string().optional() }),
  );
  const handler = endpoint(
    z.object({ query, body: webhook.body }),
    async ({ query, body }): Promise<Reply> => {
      const scope = inNamespace(body, webhook.scope(body), query.namespace);
      const ignored = webhook.ignore?.(body);
      if (ignored !== undefined) return { status: 200, body: { info: ignored } };
      const failure: Report = {
        ...webhook.issue(body, { logsBaseUrl: LOGS_BASE_URL }),
        namespace: body.namespace,
        scope,
        state: 'ACTIVE',
        dedupKey: fingerprint(webhook.dedupKey(body)),
      };
      const { issue, isNew } = await report(table, failure, DEDUP, currentMoment());
      return { status: isNew ? 201 : 200, body: { status: 'success', issue } };
    },
  );
  return Object.assign(handler, { webhook });
}

/** The same of a success webhook. Answers 200 with how many issues it resolved. */
export function defineSuccess<P extends Payload>(webhook: SuccessWebhook<P>) {
  const table = connect();
  const handler = endpoint(
    z.object({ query, body: webhook.body }),
    async ({ query, body }): Promise<Reply> => {
      const scope = inNamespace(body, webhook.scope(body), query.namespace);
      const resolved = await resolveScope(table, scope, body.namespace, new Date().toISOString());
      const message = `Resolved ${resolved} issue(s) for ${webhook.noun} ${scope.resourceName}`;
      return { status: 200, body: { status: 'success', message } };
    },
  );
  return Object.assign(handler, { webhook });
}
