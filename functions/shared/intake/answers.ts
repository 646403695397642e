import type { Caller } from '../access/caller.ts';
import type { Reply } from '../http/endpoint.ts';
import type { FailureReport } from '../issue/issue.ts';
import type { Scope } from '../issue/scope.ts';
import { currentMoment, type Moment } from '../store/change.ts';
import { type Outcome, reportFailure } from '../store/failure.ts';
import { resolveScope } from '../store/success.ts';
import type { Table } from '../store/table.ts';

/** What a sender says of an event beside its content: when it happened, and the name of its delivery. */
export type EventMetadata = Pick<Moment, 'occurredAt' | 'deliveryId'>;

const NOTES: Readonly<Record<Outcome, object>> = {
  new: {},
  known: {},
  stale: { stale: true },
  duplicate: { duplicate: true },
};

/**
 * Records a failure. Answers 201 with a new issue; 200 with one that was known, a stale report, a duplicate.
 * @param isReminder whether the same delivery, sent again, says that it still fails: then it brings an issue
 * back that was resolved meanwhile
 */
export async function answerFailure(
  table: Table,
  caller: Caller,
  failure: FailureReport,
  said: EventMetadata,
  isReminder = false,
): Promise<Reply> {
  const told = await reportFailure(table, failure, currentMoment(said));
  const isBack = isReminder && told.outcome === 'duplicate' && told.issue.state === 'RESOLVED';
  const { issue, outcome } = isBack ? await reportFailure(table, failure, currentMoment()) : told;
  const body = { status: 'success', ...NOTES[outcome], issue: caller.view(issue) };
  return { status: outcome === 'new' ? 201 : 200, body };
}

/** A success: the scope that works again, and what the answer calls its resource. */
export interface Success {
  readonly namespace: string;
  readonly scope: Scope;
  readonly noun: string;
}

/** Resolves the scope's issues. Answers 200 with how many. */
export async function answerSuccess(
  table: Table,
  { namespace, scope, noun }: Success,
  said: EventMetadata,
): Promise<Reply> {
  const { resolved, isStale } = await resolveScope(table, scope, namespace, currentMoment(said));
  const message = `Resolved ${resolved} issue(s) for ${noun} ${scope.resourceName}`;
  return { status: 200, body: { status: 'success', ...(isStale && NOTES.stale), message } };
}
