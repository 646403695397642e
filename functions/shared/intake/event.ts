import { hash } from 'node:crypto';
import * as z from 'zod/mini';
import { senderSpec } from '../../routes.ts';
import type { Caller } from '../access/caller.ts';
import type { Reply } from '../http/answer.ts';
import { MAX_NAME, namespaceSchema, type Scope, scopeSchema } from '../issue/scope.ts';
import { instantSchema, isLeftOut, shorten } from '../issue/text.ts';
import { readSettings } from '../runtime/env.ts';
import { badRequest } from '../runtime/errors.ts';
import { currentMoment } from '../store/change.ts';
import { connectToReport } from '../store/failure.ts';
import { answerFailure, answerSuccess } from './answers.ts';
import type { Mending } from './mend.ts';
import { namespaceResolver, namespaceRulesSchema } from './namespaces.ts';
import { type Draft, toReport } from './report.ts';

/** What every event of a sender says. Texts may be of any length: an issue's are shortened. */
interface EventBase {
  /** The owner as the sender knows it: the namespace, unless the deployment's rules give another. */
  readonly owner: string;
  /** The namespace of what has none that can be one. @default - the sender's name */
  readonly defaultOwner?: string;
  /** `<owner>/<name>`, which these rules match. */
  readonly project: string;
  readonly resource: Pick<Scope, 'resourceType' | 'resourceName'>;
  /** When it happened, RFC 3339; anything else counts as left out. */
  readonly occurredAt?: string | null | undefined;
  /** The same whenever the same event is sent again. */
  readonly deliveryId?: string | undefined;
}

/** Something failed. Links without an http or https URL become text. */
export interface FailureEvent
  extends EventBase,
    Pick<Draft, 'issueType' | 'severity' | 'title' | 'description' | 'links' | 'runId'> {
  readonly kind: 'failure';
  /** What tells this failure from others of the same resource; its fingerprint is taken. */
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

/** A name that Kite composes (repository, workflow, branch) within its limit: different names stay different. */
const shortName = (name: string) =>
  name.length <= MAX_NAME
    ? name.toWellFormed()
    : `${name.slice(0, MAX_NAME - 9)}~${hash('sha256', name, 'hex').slice(0, 8)}`.toWellFormed();

const isNamespace = (name: string | undefined) => namespaceSchema.safeParse(name).success;
/** The namespace when not even the sender's name is one. */
const NO_NAMESPACE = 'kite';

/** Where an event comes from. */
export interface Origin {
  readonly caller: Caller;
  /** The sender's name: its deliveries are told apart from others'. */
  readonly sender: string | undefined;
  /** What was mended so far; more of it is added. */
  readonly mending: Mending;
  /** The time that the function has left. */
  readonly remainingMs: () => number;
}

/** Turns senders' events into issues. Reads its settings from the environment, once. */
export function eventIntake() {
  const table = connectToReport();
  const { LOGS_BASE_URL, NAMESPACES } = readSettings(senderSpec, {
    LOGS_BASE_URL: z.optional(z.string()),
    NAMESPACES: z.optional(namespaceRulesSchema),
  });
  const settings: SenderSettings = { logsBaseUrl: LOGS_BASE_URL };
  const namespaceOf = namespaceResolver(NAMESPACES ?? []);

  /**
   * Answers as `answerFailure` and `answerSuccess` do, and 200 with `info` for what is ignored.
   * @throws HttpError 400 when the resource cannot be identified, 403 when the caller may not report for its namespace
   */
  async function take(event: SenderEvent, { caller, sender, mending, remainingMs }: Origin): Promise<Reply> {
    if (event.kind === 'ignored') return { status: 200, body: { info: event.reason } };
    const wanted = namespaceOf(event);
    const namespace = [wanted, event.defaultOwner, sender].find(isNamespace) ?? NO_NAMESPACE;
    const { resourceType } = event.resource;
    let { resourceName } = event.resource;
    if (namespace !== wanted) {
      mending.warn('namespace', `cannot be "${shorten(wanted, 100)}"; the issue belongs to ${namespace}`);
      // In the default namespace, resources of several owners must stay different.
      if (wanted.trim() !== '') resourceName = `${wanted}/${resourceName}`;
    }
    const scope = { resourceType, resourceName: shortName(resourceName), resourceNamespace: namespace };
    const { error } = scopeSchema.safeParse(scope);
    if (error) throw badRequest(error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
    caller.require('publish', namespace);
    const isGiven = !isLeftOut(event.occurredAt);
    const occurredAt = isGiven ? instantSchema.safeParse(event.occurredAt).data : undefined;
    if (isGiven && occurredAt === undefined) {
      mending.warn('occurredAt', 'is no RFC 3339 time; it was left out');
    }
    const metadata = { occurredAt, deliveryId: event.deliveryId, entryPoint: sender };
    if (event.kind === 'success') {
      const success = { namespace, scope, noun: event.noun };
      return answerSuccess(table, success, currentMoment(caller, metadata), mending, remainingMs);
    }
    const { issueType, severity, title, description, links, runId } = event;
    const dedupKey = { message: event.dedupKey };
    const draft = { namespace, scope, issueType, severity, title, description, links, dedupKey, runId };
    const moment = currentMoment(caller, { ...metadata, isReminder: event.isReminder });
    return answerFailure(table, toReport(draft, mending), moment, mending);
  }
  return { table, settings, take };
}
