import * as z from 'zod/mini';
import type { Issue } from '../issue/answer.ts';
import { identityOf } from '../issue/dedup.ts';
import { rulesKeeping } from '../issue/fingerprint/rules.ts';
import type { FailureReport } from '../issue/issue.ts';
import { readEnv } from '../runtime/env.ts';
import { eventTime, type Moment } from './change.ts';
import { create, createLate } from './create.ts';
import { earlierKeys, repeatEarlier } from './earlier.ts';
import { issueKey, type Key, toIssue } from './items.ts';
import { noteMissing } from './note-namespace.ts';
import { withRelated } from './read.ts';
import { isOutdated } from './recovery.ts';
import { repeat } from './repeat.ts';
import type { Outcome, Request, Stored } from './report.ts';
import { connect, type Table, untilSettled } from './table.ts';

/** The table, for functions that report: with the rules that tell failures apart (`kite:earlierRules`). */
export function connectToReport(): Table {
  const { EARLIER_RULES = '' } = readEnv({ EARLIER_RULES: z.optional(z.string()) });
  return { ...connect(), rules: rulesKeeping(EARLIER_RULES.split(',').map(Number)) };
}

/** What became of a failure report. */
export interface Reported {
  readonly issue: Issue;
  readonly outcome: Outcome;
  /** What its message became, if that is what tells it from other failures. */
  readonly fingerprint?: string | undefined;
}

const CURRENT_ALONE = rulesKeeping([]);

/**
 * Stores a failure: updates its issue, reopening it if need be, or makes a new one. One round trip for a failure
 * that was reported before, two for a new one and for a delivery that comes again. Of any number of concurrent
 * reports of a failure exactly one makes the issue, and every one is counted. A report that says when it happened is
 * put in order among the others that do (docs/decisions/0005-order.md); reopening takes two round trips then, and
 * coming late up to three. While the deployment keeps earlier rules, what the current one does not find takes one
 * more, and one that only the second rule back finds takes two (docs/decisions/0009-rules.md).
 * @throws HttpError 503 when too many requests change the issue at once; nothing is stored then.
 */
export async function reportFailure(table: Table, failure: FailureReport, moment: Moment): Promise<Reported> {
  const [rule, ...earlierRules] = table.rules ?? CURRENT_ALONE;
  const identity = identityOf(failure, table.dedup, rule);
  const request = { table, key: issueKey(failure, identity), failure, moment };
  const keysOfEarlier = earlierKeys(table, failure, earlierRules);
  const storing = untilSettled(() => store(request, keysOfEarlier));
  const [{ item, outcome }] = await Promise.all([storing, noteMissing(table)]);
  const [issue = toIssue(item)] = await withRelated(table, [item]);
  return { issue, outcome, fingerprint: identity.fingerprint };
}

async function store(request: Request, keysOfEarlier: () => readonly Key[]): Promise<Stored> {
  const { moment } = request;
  const repeated = await repeat(request);
  if (repeated.outcome) return repeated;
  const keys = keysOfEarlier();
  const earlier = await repeatEarlier(request, keys);
  if (earlier.outcome) return earlier;
  const isOvertaken =
    moment.occurredAt !== undefined && !moment.isReminder && earlier.lastEventAt > eventTime(moment);
  return isOutdated(moment) || isOvertaken ? createLate(request, keys) : create(request, keys);
}
