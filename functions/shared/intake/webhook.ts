import * as z from 'zod/mini';
import { failureWebhookSpec, successWebhookSpec } from '../../routes.ts';
import type { Reply } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import { fingerprint } from '../issue/dedup.ts';
import { type FailureReport, MAX_DESCRIPTION, MAX_TITLE } from '../issue/issue.ts';
import { namespaceSchema, type Scope } from '../issue/scope.ts';
import { instantSchema, optional, truncate } from '../issue/text.ts';
import { readSettings } from '../runtime/env.ts';
import { badRequest } from '../runtime/errors.ts';
import { connect } from '../store/table.ts';
import { answerFailure, answerSuccess, entryPointOf } from './answers.ts';

/** Every webhook's body names the tenant whose resource it is about. */
interface Payload {
  readonly namespace: string;
}
/** A scope in the payload's own namespace. */
type Resource = Pick<Scope, 'resourceType' | 'resourceName'>;

/** The deployment's settings that a webhook's texts may need. */
interface Settings {
  /** Base URL of a run's logs, without the trailing slash: `<base>/<runId>`. */
  readonly logsBaseUrl?: string | undefined;
}

/** A webhook that reports failures, as data: `POST /webhooks/<file name>`. */
export interface FailureWebhook<P extends Payload> {
  /** What the body must hold; other fields are ignored. */
  readonly body: z.ZodMiniType<P>;
  /** The resource that failed. */
  readonly scope: (payload: P) => Resource;
  /** The issue's type, severity, texts and links; long texts are shortened. */
  readonly issue: (
    payload: P,
    settings: Settings,
  ) => Pick<FailureReport, 'issueType' | 'severity' | 'title' | 'description' | 'links'>;
  /** What tells this failure from others of the same scope; its fingerprint is taken (issue/dedup.ts). */
  readonly dedupKey: (payload: P) => string;
  /** The field that identifies the run that failed: what is sent again with it counts once (see deliveryOf). */
  readonly run?: keyof P & string;
  /** Why a payload reports no failure at all, when it does not. */
  readonly ignore?: (payload: P) => string | undefined;
}

/** A webhook that reports that a resource works again; it resolves the whole scope. */
export interface SuccessWebhook<P extends Payload> {
  readonly body: z.ZodMiniType<P>;
  readonly scope: (payload: P) => Resource;
  /** What the answer calls the resource: `Resolved 2 issue(s) for <noun> <resourceName>`. */
  readonly noun: string;
}

/** What the body of every webhook may say of its event. */
const eventSchema = z.object({
  occurredAt: optional(instantSchema),
  /** Which attempt of its run it is about. */
  attempt: optional(z.union([z.number(), z.string()], 'must be a number or text')),
});

/** A webhook's request. Public clients send the namespace in the query too (docs/webhooks.md, Endpoints). */
const requestOf = <P extends Payload>(body: z.ZodMiniType<P>) =>
  z.object({
    query: z.object({ namespace: z.optional(namespaceSchema) }),
    body: z.intersection(body, eventSchema),
  });

function inNamespace<P extends Payload>(
  payload: P,
  resource: Resource,
  query: { readonly namespace?: string | undefined },
): Scope {
  if (query.namespace !== undefined && query.namespace !== payload.namespace) {
    throw badRequest([{ path: 'namespace', message: 'differs between the query and the body' }]);
  }
  return { ...resource, resourceNamespace: payload.namespace };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** The UUID of a variable that was not set. */
const NIL = /^[0-]+$/;

/**
 * The id of a report's delivery, and the field that has it. Without an `Idempotency-Key`
 * (draft-ietf-httpapi-idempotency-key-header) it is that of the run, if no other run can have it: a UUID, or any id
 * with the attempt. A number alone is not enough, since a run that is started again keeps it and may fail once more.
 * The time is part of it: a run that is reported with another `occurredAt` is another event.
 */
function deliveryOf<P extends Payload>(
  { run }: FailureWebhook<P>,
  body: P & z.output<typeof eventSchema>,
  idempotencyKey: string | undefined,
): { readonly deliveryId?: string; readonly idField?: string } {
  if (idempotencyKey) return { deliveryId: idempotencyKey, idField: 'Idempotency-Key' };
  const id = run && body[run];
  if (!run || id === undefined) return {};
  const attempt = String(body.attempt ?? '').trim();
  const isUnique = attempt !== '' || (UUID.test(String(id)) && !NIL.test(String(id)));
  return isUnique ? { deliveryId: JSON.stringify([run, id, attempt, body.occurredAt]), idField: run } : {};
}

/** The Lambda handler of a failure webhook, which carries its declaration. Answers as `answerFailure` does. */
export function defineFailure<P extends Payload>(webhook: FailureWebhook<P>) {
  const table = connect();
  const { LOGS_BASE_URL } = readSettings(failureWebhookSpec, { LOGS_BASE_URL: z.optional(z.string()) });
  const handler = endpoint({
    access: failureWebhookSpec.caller,
    request: requestOf(webhook.body),
    namespaces: ({ query, body }) => [query.namespace, body.namespace],
    run: async ({ query, body }, { event }): Promise<Reply> => {
      const scope = inNamespace(body, webhook.scope(body), query);
      const info = webhook.ignore?.(body);
      if (info !== undefined) return { status: 200, body: { info } };
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
      const { deliveryId, idField } = deliveryOf(webhook, body, event.headers['idempotency-key']);
      const { occurredAt } = body;
      const metadata = { occurredAt, deliveryId, entryPoint: entryPointOf(event) };
      return answerFailure(table, failure, metadata, idField);
    },
  });
  return Object.assign(handler, { webhook });
}

/** The same for a success webhook. Answers as `answerSuccess` does. */
export function defineSuccess<P extends Payload>(webhook: SuccessWebhook<P>) {
  const table = connect();
  const handler = endpoint({
    access: successWebhookSpec.caller,
    request: requestOf(webhook.body),
    namespaces: ({ query, body }) => [query.namespace, body.namespace],
    run: async ({ query, body }): Promise<Reply> => {
      const scope = inNamespace(body, webhook.scope(body), query);
      return answerSuccess(table, { namespace: body.namespace, scope, noun: webhook.noun }, body);
    },
  });
  return Object.assign(handler, { webhook });
}
