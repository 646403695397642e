import pLimit from 'p-limit';
import type { Reply } from '../http/answer.ts';
import type { Issue } from '../issue/answer.ts';
import { MAX_SENT_BYTES, sentBytes } from '../issue/size.ts';
import { badRequest, HttpError } from '../runtime/errors.ts';
import { type Counts, refusalOf as countsOfRefusal, total } from '../runtime/metrics.ts';
import { warned } from './answers.ts';
import type { SenderEvent } from './event.ts';
import type { Mending } from './mend.ts';

/** A request with several events, each of which is read, stored and answered by itself. */
export interface Batch {
  readonly kind: 'batch';
  /** The list in the body that holds them. */
  readonly field: string;
  /** Each reads one. They throw HttpError 400. */
  readonly events: readonly ((mending: Mending) => SenderEvent)[];
}

/** How many events of one request are stored at the same time. */
const AT_ONCE = 20;

/** How many events a request may have: the answer has a result for each, and must fit once they are stored. */
const MAX_EVENTS = 10_000;

/** Why an event was not stored, and would not be if it were sent again as it is. */
interface Refusal {
  readonly index: number;
  readonly refused: HttpError;
}
type Outcome = Refusal | { readonly index: number; readonly reply: Reply };

/**
 * Takes a batch's events, some at a time.
 * @param signal ends it: events that wait are left to the sender's next attempt
 * @returns 200 with each event's answer in `results`, when one of them at least was taken
 * @throws HttpError the first refusal, when all were refused; whatever else one of them threw, after all have ended:
 * sent again, those that were stored are recognized by their delivery ids
 */
export async function takeAll(
  { field, events }: Batch,
  { warnings }: Mending,
  take: (read: (mending: Mending) => SenderEvent) => Promise<Reply>,
  signal: AbortSignal,
): Promise<Reply> {
  if (events.length > MAX_EVENTS) {
    throw badRequest([{ path: field, message: `must be at most ${MAX_EVENTS}` }]);
  }
  const limit = pLimit(AT_ONCE);
  signal.addEventListener('abort', () => limit.clearQueue());
  const takeOne = async (index: number): Promise<Outcome> => {
    const read = events[index];
    if (read === undefined) throw new Error('There is no such event');
    try {
      return { index, reply: await take(read) };
    } catch (error) {
      if (error instanceof HttpError && error.status < 500) return { index, refused: error };
      throw error;
    }
  };
  // Not always in the same order: of too many for one request, an attempt must not only repeat what the last one did.
  const start = Math.floor(Math.random() * events.length);
  const order = [...events.keys()].map((index) => (index + start) % events.length);
  const settled = await Promise.allSettled(order.map((index) => limit(() => takeOne(index))));
  const outcomes = settled
    .map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    })
    .sort((a, b) => a.index - b.index);
  const refusals = outcomes.filter((outcome) => 'refused' in outcome);
  if (refusals.length === events.length) throw refusalOf(field, refusals);
  const status = refusals.length > 0 ? 'partial' : 'success';
  const results = inBrief(outcomes.map(toResult));
  return {
    status: 200,
    counts: total(outcomes.map(toCounts)),
    body: { status, ...warned(warnings), results },
  };
}

const toCounts = (outcome: Outcome): Counts =>
  'reply' in outcome ? (outcome.reply.counts ?? {}) : countsOfRefusal(outcome.refused.status);

/** All refusals of a batch as one. */
function refusalOf(field: string, refusals: readonly Refusal[]): HttpError {
  const details = refusals.flatMap(({ index, refused }) => {
    const path = `${field}.${index}`;
    if (refused.details.length === 0) return [{ path, message: refused.message }];
    return refused.details.map((detail) => ({ ...detail, path: `${path}.${detail.path}` }));
  });
  const first = refusals.find(({ refused }) => refused.status !== 400)?.refused;
  return first ? new HttpError(first.status, first.message, { details }) : badRequest(details);
}

const toResult = (outcome: Outcome): unknown =>
  'reply' in outcome
    ? outcome.reply.body
    : { status: 'refused', error: outcome.refused.message, details: outcome.refused.details };

/** What remains of a result where the answer would become too large, beside its issue's id and state. */
const BRIEF: readonly string[] = ['status', 'stale', 'duplicate', 'info'];

const inBrief = (results: readonly unknown[]): readonly unknown[] =>
  sentBytes(results) <= MAX_SENT_BYTES ? results : results.map(briefly);

const briefly = (result: unknown) =>
  typeof result === 'object' && result !== null
    ? {
        ...Object.fromEntries(Object.entries(result).filter(([field]) => BRIEF.includes(field))),
        ...(hasIssue(result) && { issue: { id: result.issue.id, state: result.issue.state } }),
      }
    : result;
const hasIssue = (result: object): result is { readonly issue: Issue } => 'issue' in result;
