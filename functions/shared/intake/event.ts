import { hash } from 'node:crypto';
import * as z from 'zod/mini';
import { senderSpec } from '../../routes.ts';
import type { Caller } from '../access/caller.ts';
import type { Reply } from '../http/answer.ts';
import { fingerprint } from '../issue/dedup.ts';
import {
  type FailureReport,
  linkSchema,
  MAX_DESCRIPTION,
  MAX_LINKS,
  MAX_REASON,
  MAX_TITLE,
} from '../issue/issue.ts';
import { MAX_NAME, type Scope } from '../issue/scope.ts';
import { instantSchema, truncate } from '../issue/text.ts';
import { readSettings } from '../runtime/env.ts';
import { connect } from '../store/table.ts';
import { answerFailure, answerReminder, answerSuccess } from './answers.ts';
import { namespaceResolver, namespaceRulesSchema } from './namespaces.ts';

/** What every event of a sender says. Texts may be of any length: an issue's are shortened. */
interface EventBase {
  /** The owner as the sender knows it: the namespace, unless the deployment's rules give another. */
  readonly owner: string;
  /** `<owner>/<name>`, which these rules match. */
  readonly project: string;
  readonly resource: Pick<Scope, 'resourceType' | 'resourceName'>;
  /** When it happened, RFC 3339; anything else counts as left out. */
  readonly occurredAt?: string | null | undefined;
  /** The same whenever the same event is sent again. */
  readonly deliveryId?: string | undefined;
}

/** Something failed. */
export interface FailureEvent extends EventBase {
  readonly kind: 'failure';
  readonly issueType: FailureReport['issueType'];
  readonly severity: FailureReport['severity'];
  readonly title: string;
  readonly description: string;
  /** Links without an http or https URL are left out. */
  readonly links: readonly { readonly title: string; readonly url: string | null | undefined }[];
  /** What tells this failure from others of the same resource; its fingerprint is taken (issue/dedup.ts). */
  readonly dedupKey: string;
  /** Whether the delivery is sent again for as long as it fails. @default false */
  readonly isReminder?: boolean;
}

/** A resource works again. */
interface SuccessEvent extends EventBase {
  readonly kind: 'success';
  /** What the answer calls the resource: `Resolved 2 issue(s) for <noun> <resourceName>`. */
  readonly noun: string;
}

/** An event that changes nothing, and why. */
export interface IgnoredEvent {
  readonly kind: 'ignored';
  readonly reason: string;
}
export const ignored = (reason: string): IgnoredEvent => ({ kind: 'ignored', reason });

export type SenderEvent = FailureEvent | SuccessEvent | IgnoredEvent;

/** The deployment's settings that a sender may need. */
export interface SenderSettings {
  /** Base URL of a run's logs, without the trailing slash: `<base>/<runId>`. */
  readonly logsBaseUrl?: string | undefined;
}

/** Shortens a name so that different names stay different. */
const truncateName = (name: string) =>
  name.length <= MAX_NAME
    ? name.toWellFormed()
    : `${name.slice(0, MAX_NAME - 9)}~${hash('sha256', name, 'hex').slice(0, 8)}`.toWellFormed();

/** Turns senders' events into issues. Reads its settings from the environment, once. */
export function eventIntake() {
  const table = connect();
  const { LOGS_BASE_URL, NAMESPACES } = readSettings(senderSpec, {
    LOGS_BASE_URL: z.optional(z.string()),
    NAMESPACES: z.optional(namespaceRulesSchema),
  });
  const settings: SenderSettings = { logsBaseUrl: LOGS_BASE_URL };
  const namespaceOf = namespaceResolver(NAMESPACES ?? []);

  /**
   * Answers as `answerFailure` and `answerSuccess` do, and 200 with `info` for what is ignored.
   * @param sender its name
   * @throws HttpError 403 when the caller may not report for the event's namespace
   */
  async function take(event: SenderEvent, caller: Caller, sender: string | undefined): Promise<Reply> {
    if (event.kind === 'ignored') return { status: 200, body: { info: event.reason } };
    const namespace = truncateName(namespaceOf(event));
    caller.require('publish', namespace);
    const { resourceType, resourceName } = event.resource;
    const scope = { resourceType, resourceName: truncateName(resourceName), resourceNamespace: namespace };
    const metadata = {
      occurredAt: instantSchema.safeParse(event.occurredAt).data,
      deliveryId: event.deliveryId,
      entryPoint: sender,
    };
    if (event.kind === 'success') {
      return answerSuccess(table, { namespace, scope, noun: event.noun }, metadata);
    }
    const failure: FailureReport = {
      namespace,
      scope,
      issueType: event.issueType,
      severity: event.severity,
      title: truncate(event.title, MAX_TITLE),
      description: truncate(event.description, MAX_DESCRIPTION),
      links: event.links.flatMap((link) => linkSchema.safeParse(link).data ?? []).slice(0, MAX_LINKS),
      state: 'ACTIVE',
      dedupKey: fingerprint(event.dedupKey.slice(0, MAX_REASON)),
    };
    return (event.isReminder ? answerReminder : answerFailure)(table, failure, metadata);
  }
  return { settings, take };
}
