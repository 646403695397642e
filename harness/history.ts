import * as z from 'zod';
import { type Issue, issueSchema } from '../functions/shared/issue/answer.ts';
import type { State } from '../functions/shared/issue/issue.ts';
import type { Outcome, Request } from './issue-model.ts';
import { type Operation, whyUnexplained } from './linear-order.ts';
import type { Attempt } from './patient-sender.ts';

const failed = z.object({ issue: issueSchema });
const listed = z.object({ data: z.array(issueSchema) });
const resolvedIn = z
  .object({ message: z.templateLiteral(['Resolved ', z.int(), ' issue(s) for ', z.string()]) })
  .transform(({ message }) => Number(message.split(' ')[1]));

/** A success, and how many issues it resolved according to its answer. */
interface Success {
  readonly start: number;
  readonly end: number;
  readonly resolved: number | undefined;
}

const asSeen = ({ state, occurrences }: Issue): Partial<Outcome> => ({ state, occurrences });
/** The failure's reason, as pipeline webhooks write it into an issue. */
const reasonOf = ({ description }: Issue) => description.replace(/^.*? failed with reason: /s, '');

/**
 * All requests about one pipeline, from any number of senders, and their answers. An attempt without an answer may
 * have been carried out, or may still be.
 */
export class History {
  /** The operations on each reason's issue. */
  readonly #operations = new Map<string, Operation[]>();
  readonly #successes: Success[] = [];
  readonly #ids = new Map<string, Set<string>>();
  readonly #wrong: string[] = [];

  /** @param reasons for which the pipeline may fail */
  constructor(reasons: readonly string[]) {
    for (const reason of reasons) {
      this.#operations.set(reason, []);
      this.#ids.set(reason, new Set());
    }
  }

  /** A failure was sent, with an `Idempotency-Key` or without. */
  failed(reason: string, delivery: string | undefined, went: Attempt): void {
    const seen = went.answer && failed.parse(went.answer.body).issue;
    this.#add(reason, { kind: 'failure', delivery }, went, seen, { isNew: went.answer?.status === 201 });
  }

  /** A success was sent. */
  succeeded({ start, end, answer }: Attempt): void {
    const resolved = answer && resolvedIn.parse(answer.body);
    this.#successes.push({ start, end: answer ? end : Number.POSITIVE_INFINITY, resolved });
  }

  /** An issue's state was changed by its id. */
  changed(reason: string, state: State, went: Attempt): void {
    this.#addById(reason, { kind: 'change', state }, went);
  }

  /** An issue was read by its id. */
  read(reason: string, went: Attempt): void {
    if (went.answer) this.#addById(reason, { kind: 'look' }, went);
  }

  /** The pipeline's issues were listed. One whose state changes meanwhile may be missing. */
  listed(went: Attempt): void {
    if (!went.answer) return;
    const { data } = listed.parse(went.answer.body);
    if (new Set(data.map(({ id }) => id)).size < data.length) this.#wrong.push('an issue is listed twice');
    for (const one of data) this.#add(reasonOf(one), { kind: 'look' }, went, one);
  }

  /** The id of a reason's issue, once an answer has contained it. */
  idOf(reason: string): string | undefined {
    return this.#ids.get(reason)?.values().next().value;
  }

  /** The highest count of a reason's issue, and how many unanswered attempts may still be counted. */
  reportsOf(reason: string): { seen: number; unanswered: number } {
    const operations = this.#operations.get(reason) ?? [];
    return {
      seen: Math.max(0, ...operations.map(({ seen }) => seen.occurrences ?? 0)),
      unanswered: operations.filter(
        ({ request, end }) => request.kind === 'failure' && end === Number.POSITIVE_INFINITY,
      ).length,
    };
  }

  /**
   * Messages about what no order of the attempts explains; empty when all is well.
   * @param losses as `whyUnexplained` takes them
   */
  wrong(losses: readonly number[]): string[] {
    const unexplained = [...this.#operations].flatMap(([reason, operations]) => {
      const successes = this.#successes.map((success) => this.#asSeenBy(operations, success));
      const why = whyUnexplained([...operations, ...successes], losses);
      return why === undefined ? [] : [`${reason}: ${why}`];
    });
    const reborn = [...this.#ids].flatMap(([reason, ids]) =>
      ids.size > 1 ? [`${reason}: has been ${ids.size} issues: ${[...ids].join(', ')}`] : [],
    );
    const tooMany = this.#successes.flatMap(({ end, resolved = 0 }) =>
      resolved > this.#failedBefore(end).length ? [`a success resolved ${resolved} issues`] : [],
    );
    return [...this.#wrong, ...reborn, ...tooMany, ...unexplained];
  }

  #addById(reason: string, request: Request, went: Attempt): void {
    const { answer } = went;
    if (answer?.status === 404) this.#add(reason, request, went, undefined, { occurrences: 0 });
    else this.#add(reason, request, went, answer && issueSchema.parse(answer.body));
  }

  #add(reason: string, request: Request, went: Attempt, seen?: Issue, more: Partial<Outcome> = {}): void {
    const operations = this.#operations.get(reason);
    if (operations === undefined) return void this.#wrong.push(`${reason}: was never reported`);
    if (seen) this.#ids.get(reason)?.add(seen.id);
    if (seen && (seen.state === 'ACTIVE') !== (seen.resolvedAt === null)) {
      this.#wrong.push(`${reason}: ${seen.state}, resolved at ${seen.resolvedAt}`);
    }
    operations.push({
      request,
      start: went.start,
      end: went.answer ? went.end : Number.POSITIVE_INFINITY,
      seen: went.answer ? { ...(seen && asSeen(seen)), ...more } : {},
    });
  }

  /** The operations on each issue that may have existed before a time. */
  #failedBefore(end: number): Operation[][] {
    const isFailure = ({ request, start }: Operation) => request.kind === 'failure' && start < end;
    return [...this.#operations.values()].filter((operations) => operations.some(isFailure));
  }

  /** What a success says about one issue; it is clear only if it resolved all possible issues or none. */
  #asSeenBy(operations: Operation[], { start, end, resolved }: Success): Operation {
    const possible = this.#failedBefore(end);
    const isClear = resolved === 0 || (resolved !== undefined && resolved >= possible.length);
    const isResolved = resolved !== 0 && possible.includes(operations);
    return { request: { kind: 'success' }, start, end, seen: isClear ? { isResolved } : {} };
  }
}
