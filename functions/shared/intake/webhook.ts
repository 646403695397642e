import * as z from 'zod';
import { badRequest, endpoint, type Reply } from '../http/endpoint.ts';
import { fingerprint } from '../issue/dedup.ts';
import { type FailureReport, MAX_DESCRIPTION, MAX_TITLE } from '../issue/issue.ts';
import { namespace, type Scope } from '../issue/scope.ts';
import { instant, optional, truncate } from '../issue/text.ts';
import { readEnv } from '../runtime/env.ts';
import { connect } from '../store/table.ts';
import { answerFailure, answerSuccess } from './answers.ts';

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
  /** The issue's type, severity, texts and links; what is too long of the texts is cut. */
  readonly issue: (
    payload: P,
    settings: Settings,
  ) => Pick<FailureReport, 'issueType' | 'severity' | 'title' | 'description' | 'links'>;
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
/** What any body may say besides: when it happened. */
const whenever = z.object({ occurredAt: optional(instant) });

function inNamespace<P extends Payload>(payload: P, resource: Resource, asked: string | undefined): Scope {
  if (asked !== undefined && asked !== payload.namespace) {
    throw badRequest([{ path: 'namespace', message: 'differs between the query and the body' }]);
  }
  return { ...resource, resourceNamespace: payload.namespace };
}

/**
 * The Lambda handler of a failure webhook, which carries its declaration. Answers as `answerFailure` does.
 * The same `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) counts once.
 */
export function defineFailure<P extends Payload>(webhook: FailureWebhook<P>) {
  const table = connect();
  const { LOGS_BASE_URL } = readEnv(z.object({ LOGS_BASE_URL: z.string().optional() }));
  const handler = endpoint(
    'publish',
    z.object({ query, body: webhook.body.and(whenever) }),
    async ({ query, body }, { event: { headers }, caller }): Promise<Reply> => {
      const scope = inNamespace(body, webhook.scope(body), query.namespace);
      const ignored = webhook.ignore?.(body);
      if (ignored !== undefined) return { status: 200, body: { info: ignored } };
      const issue = webhook.issue(body, { logsBaseUrl: LOGS_BASE_URL });
      const failure: FailureReport = {
        ...issue,
        title: truncate(issue.title, MAX_TITLE),
        description: truncate(issue.description, MAX_DESCRIPTION),
        namespace: body.namespace,
        scope,
        state: 'ACTIVE',
        dedupKey: fingerprint(webhook.dedupKey(body)),
      };
      const said = { occurredAt: body.occurredAt, deliveryId: headers['idempotency-key'] };
      return answerFailure(table, caller, failure, said);
    },
  );
  return Object.assign(handler, { webhook });
}

/** The same of a success webhook. Answers as `answerSuccess` does. */
export function defineSuccess<P extends Payload>(webhook: SuccessWebhook<P>) {
  const table = connect();
  const handler = endpoint(
    'publish',
    z.object({ query, body: webhook.body.and(whenever) }),
    async ({ query, body }): Promise<Reply> => {
      const scope = inNamespace(body, webhook.scope(body), query.namespace);
      return answerSuccess(table, { namespace: body.namespace, scope, noun: webhook.noun }, body);
    },
  );
  return Object.assign(handler, { webhook });
}
