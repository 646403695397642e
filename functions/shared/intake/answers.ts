import type { Reply } from '../http/answer.ts';
import type { FailureReport } from '../issue/issue.ts';
import type { Scope } from '../issue/scope.ts';
import { currentMoment, type EventMetadata } from '../store/change.ts';
import { type Outcome, reportFailure } from '../store/failure.ts';
import { resolveScope } from '../store/success.ts';
import type { Table } from '../store/table.ts';
import type { Mending } from './mend.ts';

const NOTES: Readonly<Record<Outcome, object>> = {
  new: {},
  known: {},
  stale: { stale: true },
  duplicate: { duplicate: true },
};

/**
 * Stores a failure. Answers 201 with a new issue; 200 with a known one, for a stale report or a duplicate.
 * @param isReminder whether the same delivery, sent again, means that it still fails: then it reopens an issue
 * that was resolved meanwhile
 */
export async function answerFailure(
  table: Table,
  failure: FailureReport,
  metadata: EventMetadata,
  { warnings }: Mending,
  isReminder = false,
): Promise<Reply> {
  const first = await reportFailure(table, failure, currentMoment(metadata));
  const isBack = isReminder && first.outcome === 'duplicate' && first.issue.state === 'RESOLVED';
  const { issue, outcome } = isBack ? await reportFailure(table, failure, currentMoment()) : first;
  const body = { status: 'success', ...NOTES[outcome], ...(warnings.length > 0 && { warnings }), issue };
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
  metadata: EventMetadata,
  { warnings }: Mending,
): Promise<Reply> {
  const { resolved, isStale } = await resolveScope(table, scope, namespace, currentMoment(metadata));
  const message = `Resolved ${resolved} issue(s) for ${noun} ${scope.resourceName}`;
  const body = {
    status: 'success',
    ...(isStale && NOTES.stale),
    ...(warnings.length > 0 && { warnings }),
    message,
  };
  return { status: 200, body };
}
