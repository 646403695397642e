import { filterOf } from '../issue/filters.ts';
import type { FailureReport } from '../issue/issue.ts';
import { both, type Change, changed, eventTime, givenTime, type Moment } from './change.ts';
import { noteDelivery, reportId } from './deliveries.ts';
import { type IssueItem, type Key, pathOf, storedLinks } from './items.ts';
import type { Table } from './table.ts';

/**
 * The outcome of a report. `new`: it made the issue; `known`: it repeated it; `reopened`: it made
 * a RESOLVED one ACTIVE again; `stale`: it was counted,
 * but something later was known, or may have been forgotten, so it did not make the issue ACTIVE; `duplicate`: the
 * same delivery was counted before, so an ACTIVE issue was only seen again, and a RESOLVED one did not change.
 */
export type Outcome = 'new' | 'known' | 'reopened' | 'stale' | 'duplicate';

/** A report on its way into the table. */
export interface Request {
  readonly table: Table;
  /** Where its issue is, or will be. */
  readonly key: Key;
  readonly failure: FailureReport;
  readonly moment: Moment;
}
export interface Stored {
  readonly item: IssueItem;
  readonly outcome: Outcome;
}

/** An issue's attributes that a report sets, beside the `filter`. */
const text = ({ failure, moment }: Request) => ({
  title: failure.title,
  description: failure.description,
  links: storedLinks(failure.links),
  failedAt: eventTime(moment),
});

/** The same of an issue that a report makes, or makes ACTIVE again. */
export const content = (request: Request) => ({
  filter: {
    ...filterOf(request.failure),
    since: givenTime(request.moment),
  },
  ...text(request),
});

/** The same by path, for an issue that keeps the rest of its `filter`. */
export function newContent(request: Request): Readonly<Record<string, unknown>> {
  const { severity, issueType } = filterOf(request.failure);
  return { [pathOf('severity')]: severity, [pathOf('issueType')]: issueType, ...text(request) };
}

/** Marks the issue as seen. */
export const seen = ({ moment }: Request) => ({
  ...changed(moment),
  lastSeenAt: Date.parse(moment.now),
  lastReport: reportId(moment),
});

/** Counts a report, and its delivery. */
export const count = (request: Request): Change =>
  both({ set: seen(request), add: { occurrences: 1 } }, noteDelivery(request.moment));
