import { attempt, type Modelled, type Outcome, type Request, UNREPORTED } from './issue-model.ts';

/** A request and what its answer said; times in milliseconds, all by one clock. */
export interface Operation {
  readonly request: Request;
  readonly start: number;
  /** Infinity when it is unknown whether it was carried out: once, more often, or never. */
  readonly end: number;
  readonly seen: Partial<Outcome>;
}

/** An operation with what the search needs to know about it. */
interface Step extends Operation {
  readonly index: number;
  readonly bit: bigint;
  readonly report: string;
  readonly isNamed: boolean;
  /** How many unanswered tries of it may have changed the issue. */
  readonly mostLost: number;
  /** The same for operations that are interchangeable. */
  readonly likes: string;
}

/** A position in the search. */
interface Place {
  /** The operations whose answered try is done, as bits; and how many unanswered tries each has had. */
  readonly done: bigint;
  readonly lost: readonly number[];
  readonly issue: Modelled;
  /** The operations that are done. */
  readonly order: readonly Step[];
}

/**
 * Looks for an order of the operations on one issue that explains all answers: an operation that was answered before
 * another one began comes before it, and each sees the state that those before it have left.
 * @param losses when the database's answer to a write was lost, so that the SDK tried the write again
 * @returns undefined when there is one, otherwise a message with the order that came farthest
 * @throws Error when the search takes too long
 */
export function whyUnexplained(
  operations: readonly Operation[],
  losses: readonly number[] = [],
): string | undefined {
  const search = new Search(operations, losses);
  return search.succeeds() ? undefined : search.errorMessages();
}

/** How often the SDK tries a request. */
const TRIES = 3;
/** The search gives up beyond this many positions. Real histories need some hundreds. */
const MOST_PLACES = 200_000;

const isAnswered = ({ end }: Operation) => Number.isFinite(end);

/** Wing and Gong's search, with Lowe's memory of positions that lead nowhere. */
class Search {
  readonly #steps: readonly Step[];
  /** The answered steps, all of which must be done, in the order of their answers. */
  readonly #answered: readonly Step[];
  readonly #visited = new Set<string>();
  #best: readonly Step[] = [];

  constructor(operations: readonly Operation[], losses: readonly number[]) {
    this.#steps = operations.map((operation, index) => toStep(operation, index, losses));
    this.#answered = this.#steps.filter(isAnswered).sort((a, b) => a.end - b.end);
  }

  succeeds(): boolean {
    return this.#goOn({ done: 0n, lost: this.#steps.map(() => 0), issue: UNREPORTED, order: [] });
  }

  #goOn(place: Place): boolean {
    if (this.#isVisited(place)) return false;
    if (place.order.length > this.#best.length) this.#best = place.order;
    const left = this.#answered.filter(({ bit }) => !(place.done & bit));
    const due = left[0]?.end;
    if (due === undefined) return true;
    const possible = (step: Step) => step.start <= due;
    return (
      !this.#isOvercounted(place, left) &&
      (this.#doOne(place, left.filter(possible)) ||
        this.#loseOne(
          place,
          this.#steps.filter((step) => possible(step) && !(place.done & step.bit)),
        ))
    );
  }

  /** Continues with the answered try of one of the steps. */
  #doOne(place: Place, steps: readonly Step[]): boolean {
    for (const step of steps) {
      const [issue, outcome] = this.#attempt(place, step);
      if (!fits(outcome, step.seen)) continue;
      const { done, order } = place;
      const isFound = this.#goOn({ ...place, done: done | step.bit, issue, order: [...order, step] });
      // A step that changes nothing, now or later, need not wait: if it leads nowhere now, it never does.
      const isIdle = step.request.kind === 'look' || (step.isNamed && this.#isCounted(place, step));
      if (isFound || isIdle) return isFound;
    }
    return false;
  }

  /** Continues with an unanswered try of one of the steps that changes something. */
  #loseOne(place: Place, steps: readonly Step[]): boolean {
    const seen = new Set<string>();
    for (const step of steps) {
      const tries = place.lost[step.index] ?? 0;
      if (tries >= step.mostLost || (tries === 0 && seen.has(step.likes))) continue;
      if (tries === 0 && !isAnswered(step)) seen.add(step.likes);
      const [issue] = this.#attempt(place, step);
      if (issue === place.issue) continue;
      if (this.#goOn({ ...place, lost: place.lost.with(step.index, tries + 1), issue })) return true;
    }
    return false;
  }

  #attempt(place: Place, step: Step): [Modelled, Outcome] {
    const isRepeated = (place.lost[step.index] ?? 0) > 0;
    return attempt(place.issue, { ...step, isCounted: this.#isCounted(place, step), isRepeated });
  }

  #isCounted({ done, lost, issue }: Place, { report, isNamed }: Step): boolean {
    if (!isNamed) return issue.last === report;
    return this.#steps.some((step) => step.report === report && (done & step.bit || lost[step.index]));
  }

  /**
   * Whether a step must see more occurrences than it saw: those counted so far, its own report, and reports that
   * had been answered before it began. Reports are never uncounted.
   */
  #isOvercounted(place: Place, left: readonly Step[]): boolean {
    const toCome = left.filter(({ request }) => request.kind === 'failure');
    const uncounted = toCome.filter((step) => !this.#isCounted(place, step));
    return left.some((one) => {
      if (one.seen.occurrences === undefined) return false;
      const before = uncounted.filter((step) => step === one || step.end < one.start);
      return (
        place.issue.occurrences + new Set(before.map(({ report }) => report)).size > one.seen.occurrences
      );
    });
  }

  #isVisited({ done, lost, issue }: Place): boolean {
    // Steps that are done are not tried again: how often they were, and whether one came last, no longer matters.
    const left = this.#steps.filter((step) => !(done & step.bit));
    const last = left.some(({ report }) => report === issue.last) ? issue.last : '';
    const tries = left.map(({ index }) => lost[index]).join('');
    const place = [done, tries, issue.occurrences, issue.isActive, last].join(' ');
    if (this.#visited.has(place)) return true;
    this.#visited.add(place);
    if (this.#visited.size > MOST_PLACES) throw new Error(`Undecided: ${this.errorMessages()}`);
    return false;
  }

  /** All operations by their start, each with its place in the order that came farthest. */
  errorMessages(): string {
    const first = Math.min(...this.#steps.map(({ start }) => start));
    const lines = [...this.#steps]
      .sort((a, b) => a.start - b.start)
      .map((step) => {
        const place = this.#best.indexOf(step) + 1 || '-';
        const [start, end] = [step.start, step.end].map((time) => (time - first).toFixed(1));
        return `${place}: ${start} to ${end}: ${JSON.stringify(step.request)} saw ${JSON.stringify(step.seen)}`;
      });
    return ["no order explains this (the numbers are the best attempt's)", ...lines].join('\n');
  }
}

function toStep(operation: Operation, index: number, losses: readonly number[]): Step {
  const { request, start, end } = operation;
  const delivery = request.kind === 'failure' ? request.delivery : undefined;
  const lost = losses.filter((at) => at >= start && at <= end).length;
  const mostLost = isAnswered(operation) ? Math.min(lost, TRIES - 1) : Math.min(lost + 1, TRIES);
  return {
    ...operation,
    ...{ index, bit: 1n << BigInt(index), mostLost },
    report: delivery ?? `#${index}`,
    isNamed: delivery !== undefined,
    likes: `${JSON.stringify(request)} ${mostLost}`,
  };
}

const fits = (outcome: Outcome, seen: Partial<Outcome>): boolean => {
  const facts = new Map<string, unknown>(Object.entries(outcome));
  return Object.entries(seen).every(([name, value]) => facts.get(name) === value);
};
