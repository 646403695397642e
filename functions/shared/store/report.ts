import { filterOf } from '../issue/filters.ts';
import type { FailureReport } from '../issue/issue.ts';
import { both, type Change, changed, eventTime, type Moment } from './change.ts';
import { noteDelivery, reportId } from './deliveries.ts';
import { type IssueItem, type Key, storedLinks } from './items.ts';
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

/** The issue's attributes that a report sets. */
export const content = ({ failure, moment }: Request) => ({
  filter: filterOf(failure),
  title: failure.title,
  description: failure.description,
  links: storedLinks(failure.links),
  failedAt: eventTime(moment),
});

/** Marks the issue as seen. */
export const seen = ({ moment }: Request) => ({
  ...changed(moment),
  lastSeenAt: moment.now,
  lastReport: reportId(moment),
});

/** Counts a report, and its delivery. */
export const count = (request: Request): Change =>
  both({ set: seen(request), add: { occurrences: 1 } }, noteDelivery(request.moment));
