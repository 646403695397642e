import * as z from 'zod/mini';
import { failureWebhookSpec, successWebhookSpec } from '../../routes.ts';
import type { Reply } from '../http/answer.ts';
import { MAX_REPORT_BYTES } from '../http/body.ts';
import { endpoint } from '../http/endpoint.ts';
import { dedupKeySchema } from '../issue/issue.ts';
import { namespaceSchema, type Scope } from '../issue/scope.ts';
import { instantSchema, optional } from '../issue/text.ts';
import { readSettings } from '../runtime/env.ts';
import { badRequest } from '../runtime/errors.ts';
import { currentMoment } from '../store/change.ts';
import { connectToReport } from '../store/failure.ts';
import { connect } from '../store/table.ts';
import { answerFailure, answerSuccess, entryPointOf } from './answers.ts';
import { Mending, mend } from './mend.ts';
import { type Draft, toReport } from './report.ts';

/** Every webhook's body names the tenant whose resource it is about. */
interface Payload {
  readonly namespace: string;
}
/** A body's schema: an object. */
type Body<P extends Payload> = z.ZodMiniType<P> & { readonly shape: z.core.$ZodShape };
/** A scope in the payload's own namespace. */
type Resource = Pick<Scope, 'resourceType' | 'resourceName'>;

/** The deployment's settings that a webhook's texts may need. */
interface Settings {
  /** Base URL of a run's logs, without the trailing slash: `<base>/<runId>`. */
  readonly logsBaseUrl?: string | undefined;
}

/** A webhook that reports failures, as data: `POST /webhooks/<file name>`. */
export interface FailureWebhook<P extends Payload> {
  /**
   * What the body holds; other fields are ignored. Only what identifies the resource must be right, the rest is
   * mended (mend.ts).
   */
  readonly body: Body<P>;
  /** Values for required fields that are neither texts nor lists, should they be wrong. @default - they are refused */
  readonly fallback?: Partial<P>;
  /** The resource that failed. */
  readonly scope: (payload: P) => Resource;
  /** The issue's type, severity, texts and links; long texts are shortened. */
  readonly issue: (
    payload: P,
    settings: Settings,
  ) => Pick<Draft, 'issueType' | 'severity' | 'title' | 'description' | 'links'>;
  /**
   * What tells this failure from others of the same scope, unless the body has a `dedupKey`; its fingerprint is taken
   * (issue/dedup.ts).
   */
  readonly dedupKey: (payload: P) => string;
  /** The field that identifies the run that failed: what is sent again with it counts once (see deliveryOf). */
  readonly run?: keyof P & string;
  /** Why a payload reports no failure at all, when it does not. */
  readonly ignore?: (payload: P) => string | undefined;
}

/** A webhook that reports that a resource works again; it resolves the whole scope. */
export interface SuccessWebhook<P extends Payload> {
  readonly body: Body<P>;
  readonly scope: (payload: P) => Resource;
  /** What the answer calls the resource: `Resolved 2 issue(s) for <noun> <resourceName>`. */
  readonly noun: string;
}

/** The fields that every body may have besides its own. */
export const common = {
  occurredAt: optional(instantSchema),
  /** Which attempt of its run it is about. */
  attempt: optional(z.union([z.number(), z.string()], 'must be a number or text')),
};
/** The same of failures. */
export const commonOfFailures = {
  ...common,
  /** The sender's own key, instead of the webhook's. */
  dedupKey: optional(dedupKeySchema),
};
type FailureFields = z.output<z.ZodMiniObject<typeof commonOfFailures>> & { readonly mending: Mending };

/** A webhook's request. Public clients send the namespace in the query too (docs/webhooks.md, Endpoints). */
const requestOf = <P extends Payload, C extends z.core.$ZodShape>(
  body: Body<P>,
  common: C,
  fallback?: Partial<P>,
) =>
  z.object({
    query: z.object({ namespace: z.optional(namespaceSchema) }),
    body: z.pipe(
      z.transform((raw: unknown): unknown => mend(raw, { ...body.shape, ...common }, fallback)),
      z.intersection(body, z.object({ ...common, mending: z.instanceof(Mending) })),
    ),
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

/** The key that a sender gives, as it stood in the request: what is shortened or cleaned of two keys may be the same. */
const ownKey = ({ dedupKey, mending }: FailureFields): string | undefined =>
  dedupKey === undefined ? undefined : mending.ids.get('dedupKey');

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
  body: P & FailureFields,
  idempotencyKey: string | undefined,
): { readonly deliveryId?: string; readonly idField?: string } {
  if (idempotencyKey) return { deliveryId: idempotencyKey, idField: 'Idempotency-Key' };
  if (!run || body[run] === undefined) return {};
  const id = body.mending.ids.get(run);
  const attempt = String(body.attempt ?? '').trim();
  const isUnique = attempt !== '' || (UUID.test(String(id)) && !NIL.test(String(id)));
  return isUnique ? { deliveryId: JSON.stringify([run, id, attempt, body.occurredAt]), idField: run } : {};
}

/** The Lambda handler of a failure webhook, which carries its declaration. Answers as `answerFailure` does. */
export function defineFailure<P extends Payload>(webhook: FailureWebhook<P>) {
  const table = connectToReport();
  const { LOGS_BASE_URL } = readSettings(failureWebhookSpec, { LOGS_BASE_URL: z.optional(z.string()) });
  const handler = endpoint({
    access: failureWebhookSpec.caller,
    reports: 'webhook',
    maxBodyBytes: MAX_REPORT_BYTES,
    mendsBody: true,
    request: requestOf(webhook.body, commonOfFailures, webhook.fallback),
    namespaces: ({ query, body }) => [query.namespace, body.namespace],
    run: async ({ query, body }, { event, caller }): Promise<Reply> => {
      const scope = inNamespace(body, webhook.scope(body), query);
      const info = webhook.ignore?.(body);
      if (info !== undefined) return { status: 200, body: { info } };
      const draft = {
        ...webhook.issue(body, { logsBaseUrl: LOGS_BASE_URL }),
        namespace: body.namespace,
        scope,
        dedupKey: ownKey(body) ?? { message: webhook.dedupKey(body) },
        runId: webhook.run && body.mending.ids.get(webhook.run),
      };
      const { deliveryId, idField } = deliveryOf(webhook, body, event.headers['idempotency-key']);
      const metadata = { occurredAt: body.occurredAt, deliveryId, entryPoint: entryPointOf(event) };
      const moment = currentMoment(caller, metadata);
      return answerFailure(table, toReport(draft, body.mending), moment, body.mending, idField);
    },
  });
  return Object.assign(handler, { webhook });
}

/** The same for a success webhook. Answers as `answerSuccess` does. */
export function defineSuccess<P extends Payload>(webhook: SuccessWebhook<P>) {
  const table = connect();
  const handler = endpoint({
    access: successWebhookSpec.caller,
    reports: 'webhook',
    request: requestOf(webhook.body, common),
    namespaces: ({ query, body }) => [query.namespace, body.namespace],
    run: async ({ query, body }, { event, caller, remainingMs }): Promise<Reply> => {
      const scope = inNamespace(body, webhook.scope(body), query);
      const success = { namespace: body.namespace, scope, noun: webhook.noun };
      const deliveryId = event.headers['idempotency-key'];
      const metadata = { occurredAt: body.occurredAt, deliveryId, entryPoint: entryPointOf(event) };
      return answerSuccess(table, success, currentMoment(caller, metadata), body.mending, remainingMs);
    },
  });
  return Object.assign(handler, { webhook });
}
