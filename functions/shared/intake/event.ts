import { hash } from 'node:crypto';
import * as z from 'zod';
import type { Caller } from '../access/caller.ts';
import type { Reply } from '../http/endpoint.ts';
import { fingerprint } from '../issue/dedup.ts';
import {
  type FailureReport,
  link,
  MAX_DESCRIPTION,
  MAX_LINKS,
  MAX_REASON,
  MAX_TITLE,
} from '../issue/issue.ts';
import { MAX_NAME, type Scope } from '../issue/scope.ts';
import { instant, truncate } from '../issue/text.ts';
import { readEnv } from '../runtime/env.ts';
import { connect } from '../store/table.ts';
import { answerFailure, answerSuccess } from './answers.ts';
import { namespaceResolver, namespaceRules } from './namespaces.ts';

/** What every event of a sender says. Texts may be of any length: what is too long for an issue is cut. */
interface EventBase {
  /** Whose it is as the sender knows it: the namespace, unless the deployment's rules give another. */
  readonly owner: string;
  /** `<owner>/<name>`: what these rules speak of. */
  readonly project: string;
  readonly resource: Pick<Scope, 'resourceType' | 'resourceName'>;
  /** When it happened, RFC 3339. What is no such time counts as left out. */
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
  /** Those without an address that is http or https are left out. */
  readonly links: readonly { readonly title: string; readonly url: string | null | undefined }[];
  /** What tells this failure from others of the same resource; its fingerprint is taken (dedup.ts). */
  readonly dedupKey: string;
  /** Whether the delivery is sent again for as long as it fails. @default false */
  readonly isReminder?: boolean;
}

/** A resource works again. */
export interface SuccessEvent extends EventBase {
  readonly kind: 'success';
  /** What the answer calls the resource: `Resolved 2 issue(s) for <noun> <resourceName>`. */
  readonly noun: string;
}

/** An event of no account, and why. */
export interface IgnoredEvent {
  readonly kind: 'ignored';
  readonly reason: string;
}
export const ignored = (reason: string): IgnoredEvent => ({ kind: 'ignored', reason });

export type SenderEvent = FailureEvent | SuccessEvent | IgnoredEvent;

/** The deployment's settings that a sender may need. */
export interface SenderSettings {
  /** Where a run's logs are found, without the trailing slash: `<base>/<runId>`. */
  readonly logsBaseUrl?: string | undefined;
}

/** Cuts a name so that two names that differ stay different. */
const truncateName = (name: string) =>
  name.length <= MAX_NAME
    ? name.toWellFormed()
    : `${name.slice(0, MAX_NAME - 9)}~${hash('sha256', name, 'hex').slice(0, 8)}`.toWellFormed();

/** Records what senders say. Reads its settings from the environment, once. */
export function eventIntake() {
  const table = connect();
  const { LOGS_BASE_URL, NAMESPACES } = readEnv(
    z.object({
      LOGS_BASE_URL: z.string().optional(),
      NAMESPACES: namespaceRules.optional(),
    }),
  );
  const settings: SenderSettings = { logsBaseUrl: LOGS_BASE_URL };
  const namespaceOf = namespaceResolver(NAMESPACES ?? []);

  /**
   * Answers as `answerFailure` and `answerSuccess` do, and 200 with `info` for what is ignored.
   * @throws HttpError 403 when the caller may not report for the event's namespace
   */
  async function record(event: SenderEvent, caller: Caller): Promise<Reply> {
    if (event.kind === 'ignored') return { status: 200, body: { info: event.reason } };
    const namespace = truncateName(namespaceOf(event));
    caller.require('publish', namespace);
    const { resourceType, resourceName } = event.resource;
    const scope = { resourceType, resourceName: truncateName(resourceName), resourceNamespace: namespace };
    const said = { occurredAt: instant.safeParse(event.occurredAt).data, deliveryId: event.deliveryId };
    if (event.kind === 'success') {
      return answerSuccess(table, { namespace, scope, noun: event.noun }, said);
    }
    const failure: FailureReport = {
      namespace,
      scope,
      issueType: event.issueType,
      severity: event.severity,
      title: truncate(event.title, MAX_TITLE),
      description: truncate(event.description, MAX_DESCRIPTION),
      links: event.links
        .map((one) => link.safeParse(one).data)
        .filter((one) => one !== undefined)
        .slice(0, MAX_LINKS),
      state: 'ACTIVE',
      dedupKey: fingerprint(event.dedupKey.slice(0, MAX_REASON)),
    };
    return answerFailure(table, caller, failure, said, event.isReminder);
  }
  return { settings, record };
}
