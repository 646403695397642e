import type { Caller } from './access/caller.ts';
import type { DedupPolicy } from './dedup.ts';
import type { Reply } from './http.ts';
import type { Report } from './issue.ts';
import type { Scope } from './scope.ts';
import { currentMoment, type Moment } from './store/change.ts';
import { type Outcome, report } from './store/report.ts';
import { resolveScope } from './store/resolve.ts';
import type { Table } from './store/table.ts';

/** What a sender says of an event beside its content: when it happened, and the name of its delivery. */
export type Said = Pick<Moment, 'occurredAt' | 'deliveryId'>;

const NOTES: Readonly<Record<Outcome, object>> = {
  new: {},
  known: {},
  stale: { stale: true },
  duplicate: { duplicate: true },
};

/** Where failures are recorded, by which policy, and for whom. */
export interface Recording {
  readonly table: Table;
  readonly policy: DedupPolicy;
  readonly caller: Caller;
}

/**
 * Records a failure. Answers 201 with a new issue; 200 with one that was known, a stale report, a duplicate.
 * @param isReminder whether the same delivery, sent again, says that it still fails: then it brings an issue
 * back that was resolved meanwhile
 */
export async function recordFailure(
  { table, policy, caller }: Recording,
  failure: Report,
  said: Said,
  isReminder = false,
): Promise<Reply> {
  const told = await report(table, failure, policy, currentMoment(said));
  const isBack = isReminder && told.outcome === 'duplicate' && told.issue.state === 'RESOLVED';
  const { issue, outcome } = isBack ? await report(table, failure, policy, currentMoment()) : told;
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
export async function recordSuccess(
  table: Table,
  { namespace, scope, noun }: Success,
  said: Said,
): Promise<Reply> {
  const { resolved, isStale } = await resolveScope(table, scope, namespace, currentMoment(said));
  const message = `Resolved ${resolved} issue(s) for ${noun} ${scope.resourceName}`;
  return { status: 200, body: { status: 'success', ...(isStale && NOTES.stale), message } };
}
