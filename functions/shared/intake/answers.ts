import type { Reply } from '../http/answer.ts';
import { shownFingerprint } from '../issue/dedup.ts';
import type { FailureReport } from '../issue/issue.ts';
import type { Scope } from '../issue/scope.ts';

import { type Detail, serviceUnavailable } from '../runtime/errors.ts';
import type { Counts } from '../runtime/metrics.ts';
import type { Moment } from '../store/change.ts';

import { type Reported, reportFailure } from '../store/failure.ts';
import { resolveScope } from '../store/success.ts';
import type { Table } from '../store/table.ts';
import type { Mending } from './mend.ts';

const NOTES: Readonly<Record<Reported['outcome'], object>> = {
  new: {},
  known: {},
  reopened: {},
  stale: { stale: true },
  duplicate: { duplicate: true },
};

const COUNTS: Readonly<Record<Reported['outcome'], Counts>> = {
  new: { Made: 1 },
  known: { Deduplicated: 1 },
  reopened: { Reopened: 1 },
  stale: { Stale: 1 },
  duplicate: { Deduplicated: 1 },
};
/** How a failure report counts. */
export const countsOf = ({ outcome }: Pick<Reported, 'outcome'>): Counts => COUNTS[outcome];

/** The webhook or sender to which a request was sent. */
export const entryPointOf = ({ rawPath }: { readonly rawPath: string }): string | undefined =>
  /\/webhooks\/([^/]+)/.exec(rawPath)?.[1];

/**
 * Stores a failure. Answers 201 with a new issue; 200 with a known one, for a stale report or a duplicate.
 * @param idField the field that names the delivery, for a warning when the issue of a duplicate is resolved
 */
export async function answerFailure(
  table: Table,
  failure: FailureReport,
  moment: Moment,
  { warnings }: Mending,
  idField?: string | undefined,
): Promise<Reply> {
  const reported = await reportFailure(table, failure, moment);
  const { issue, outcome } = reported;
  const isOver = outcome === 'duplicate' && issue.state === 'RESOLVED';
  const repeated = isOver && idField !== undefined ? [{ path: idField, message: REPORTED }] : [];
  return toReply(reported, [...warnings, ...repeated]);
}

const REPORTED =
  'was reported before, so the issue stays RESOLVED; if this is a new failure, send another run id, an attempt, or another Idempotency-Key';

/** What an answer says of warnings: nothing when there are none. */
export const warned = (warnings: readonly Detail[]) => (warnings.length > 0 ? { warnings } : {});

const toReply = ({ issue, outcome, fingerprint }: Reported, warnings: readonly Detail[]): Reply => ({
  status: outcome === 'new' ? 201 : 200,
  counts: countsOf({ outcome }),
  body: {
    status: 'success',
    ...NOTES[outcome],
    ...warned(warnings),
    fingerprint: shownFingerprint(fingerprint),
    issue,
  },
});

/** A success: the scope that works again, and what the answer calls its resource. */
export interface Success {
  readonly namespace: string;
  readonly scope: Scope;
  readonly noun: string;
}

/** How long before the end of a request no more issues are resolved: those under way, and the answer, need some of it. */
const RESERVE_MS = 2_000;

/**
 * Resolves the scope's issues. Answers 200 with how many.
 * @param remainingMs the time that the request has left
 * @throws HttpError 503 that says how many it resolved, when more remain: clients that retry then resolve the rest
 */
export async function answerSuccess(
  table: Table,
  { namespace, scope, noun }: Success,
  moment: Moment,
  { warnings }: Mending,
  remainingMs: () => number,
): Promise<Reply> {
  const isTimeUp = () => remainingMs() < RESERVE_MS;
  const { resolved, remaining, isStale } = await resolveScope(table, scope, namespace, moment, isTimeUp);
  // Errors of this kind are logged, so it has no names.
  if (remaining > 0) {
    throw serviceUnavailable(`Resolved ${resolved} issue(s), ${remaining} remain; send the request again`);
  }
  const message = `Resolved ${resolved} issue(s) for ${noun} ${scope.resourceName}`;
  const body = { status: 'success', ...(isStale && NOTES.stale), ...warned(warnings), message };
  return { status: 200, counts: { Resolved: resolved, ...(isStale && { Stale: 1 }) }, body };
}
