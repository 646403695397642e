import type { State } from '../../functions/shared/issue.ts';

/** What is asked of one failure's issue. */
export type Request =
  /** It failed; deliveries of the same name are one report. */
  | { readonly kind: 'failure'; readonly delivery?: string | undefined }
  /** Its scope works again. */
  | { readonly kind: 'success' }
  /** Its state is changed by id, or it is only read. */
  | { readonly kind: 'change'; readonly state: State }
  | { readonly kind: 'look' };

/** What an answer can tell of the issue. */
export interface Outcome {
  /** Undefined when there is no issue. */
  readonly state: State | undefined;
  readonly occurrences: number;
  /** Whether this request made the issue, or resolved it. */
  readonly isNew: boolean;
  readonly isResolved: boolean;
}

/** A request with what became of it; times in milliseconds, by the sender's clock. */
export interface Operation {
  readonly request: Request;
  readonly start: number;
  /** Infinity when there was no answer, or one that does not know: it was done once, more often, or never. */
  readonly end: number;
  readonly seen: Partial<Outcome>;
}

/** The issue, as the model has it; seen 0 times when it is not there. */
interface Issue {
  readonly occurrences: number;
  readonly isActive: boolean;
  /** The report that was counted last. */
  readonly last: string;
}

/** An operation with what the search needs of it. */
interface Step extends Operation {
  readonly bit: bigint;
  readonly index: number;
  /** Tells its report from others; the same for each time that a delivery is sent. */
  readonly report: string;
  readonly isNamed: boolean;
  /** Whether those who got no answer are the same as any other for all that anyone can see. */
  readonly likes: string;
}

/** How far a search has come: which operations have had the try that was answered, and how many others each had. */
interface Progress {
  readonly done: bigint;
  readonly lost: readonly number[];
  readonly issue: Issue;
}

/** How often the SDK tries a request: all but the last of them can be done with their answer lost. */
const TRIES = 3;
/** Beyond, a search is given up. Real histories need some hundreds. */
const MOST_PLACES = 300_000;

/**
 * Looks for an order of the operations on one issue that explains all that was seen (Wing and Gong, with Lowe's
 * memory of places that lead nowhere). What had been answered before another was asked comes before it. The
 * model is what the store promises: each try of a request is atomic; a delivery counts once; without a name for
 * it, a report that the SDK tries again counts once unless another came between; a success resolves at most one
 * active period.
 * @param losesAnswers whether the database may have done what it did not answer
 * @returns undefined when there is one, else how far the best attempt came, for a person
 * @throws Error when the search takes too long
 */
export function whyUnexplained(operations: readonly Operation[], losesAnswers = true): string | undefined {
  const steps = operations.map(toStep);
  const answered = steps.filter(({ end }) => Number.isFinite(end)).sort((a, b) => a.end - b.end);
  const unanswered = steps.filter(({ end }) => !Number.isFinite(end));
  const places = new Set<string>();
  let best: readonly Step[] = [];

  function search({ done, lost, issue }: Progress, order: readonly Step[]): boolean {
    const isDone = ({ bit }: Step) => (done & bit) !== 0n;
    const wasTried = ({ index }: Step) => (lost[index] ?? 0) > 0;
    const counted = new Set(
      steps.filter((step) => isDone(step) || wasTried(step)).map(({ report }) => report),
    );
    const isCounted = ({ report, isNamed }: Step) => (isNamed ? counted.has(report) : issue.last === report);

    const left = answered.filter((step) => !isDone(step));
    const place = [
      ...[done, issue.occurrences, issue.isActive],
      // What is done will not be tried again.
      left.some(({ report }) => report === issue.last) ||
      unanswered.some(({ report }) => report === issue.last)
        ? issue.last
        : '',
      steps.map((step) => (isDone(step) ? 0 : lost[step.index])).join(''),
    ].join(' ');
    if (places.has(place)) return false;
    places.add(place);
    if (places.size > MOST_PLACES) throw new Error(`Undecided after ${MOST_PLACES} places`);
    if (order.length > best.length) best = order;
    const due = left[0]?.end;
    if (due === undefined) return true;
    if (
      left.some(
        (step) => issue.occurrences + toCome(left, step, isCounted) > (step.seen.occurrences ?? Infinity),
      )
    )
      return false;

    for (const step of left) {
      if (step.start > due) continue;
      const [next, outcome] = attempt(issue, step, wasTried(step), isCounted(step));
      if (!fits(outcome, step.seen)) continue;
      const isFound = search({ done: done | step.bit, lost, issue: next }, [...order, step]);
      // It changes nothing, now or later: if it leads nowhere now, nothing does.
      if (isFound || step.request.kind === 'look' || (step.isNamed && isCounted(step))) return isFound;
    }
    const tried = new Set<string>();
    for (const step of steps) {
      const isAnswered = Number.isFinite(step.end);
      const most = isAnswered ? (losesAnswers ? TRIES - 1 : 0) : TRIES;
      if (step.start > due || isDone(step) || (lost[step.index] ?? 0) >= most) continue;
      if (!isAnswered && !wasTried(step)) {
        if (tried.has(step.likes)) continue;
        tried.add(step.likes);
      }
      const [next] = attempt(issue, step, wasTried(step), isCounted(step));
      if (next === issue) continue;
      const more = lost.with(step.index, (lost[step.index] ?? 0) + 1);
      if (search({ done, lost: more, issue: next }, order)) return true;
    }
    return false;
  }

  const start = { done: 0n, lost: steps.map(() => 0), issue: { occurrences: 0, isActive: false, last: '' } };
  return search(start, []) ? undefined : inWords(steps, best);
}

const toStep = (operation: Operation, index: number): Step => {
  const { request } = operation;
  const delivery = request.kind === 'failure' ? request.delivery : undefined;
  return {
    ...operation,
    bit: 1n << BigInt(index),
    index,
    report: delivery ?? `#${index}`,
    isNamed: delivery !== undefined,
    likes: JSON.stringify(request),
  };
};

/** What one try of a request does, and sees. */
function attempt(
  issue: Issue,
  { request, report }: Step,
  wasTried: boolean,
  isCounted: boolean,
): [Issue, Outcome] {
  const next = after(issue, request, report, wasTried, isCounted);
  const exists = next.occurrences > 0;
  return [
    next,
    {
      state: exists ? (next.isActive ? 'ACTIVE' : 'RESOLVED') : undefined,
      occurrences: next.occurrences,
      isNew: exists && issue.occurrences === 0,
      isResolved: request.kind === 'success' && issue.isActive && !next.isActive,
    },
  ];
}

function after(issue: Issue, request: Request, report: string, wasTried: boolean, isCounted: boolean): Issue {
  const { occurrences, isActive } = issue;
  switch (request.kind) {
    case 'failure':
      return isCounted ? issue : { occurrences: occurrences + 1, isActive: true, last: report };
    case 'success':
      // The one active period that it saw when it looked has ended when it was tried before.
      return isActive && !wasTried ? { ...issue, isActive: false } : issue;
    case 'change': {
      const becomes = request.state === 'ACTIVE';
      return occurrences === 0 || isActive === becomes ? issue : { ...issue, isActive: becomes };
    }
    case 'look':
      return issue;
  }
}

/** How many reports more must be counted before a step: those that had been answered when it was asked. */
function toCome(
  left: readonly Step[],
  { start, request, report: own }: Step,
  isCounted: (step: Step) => boolean,
): number {
  const reports = new Set<string>();
  for (const step of left) {
    const isBefore = step.end < start || (step.report === own && request.kind === 'failure');
    if (step.request.kind === 'failure' && isBefore && !isCounted(step)) reports.add(step.report);
  }
  return reports.size;
}

const fits = (outcome: Outcome, seen: Partial<Outcome>): boolean =>
  Object.entries(seen).every(([name, value]) =>
    Object.entries(outcome).some(([n, v]) => n === name && v === value),
  );

function inWords(steps: readonly Step[], best: readonly Step[]): string {
  const first = Math.min(...steps.map(({ start }) => start));
  const lines = [...steps]
    .sort((a, b) => a.start - b.start)
    .map((step) => {
      const place = best.indexOf(step) + 1;
      const times = [step.start, step.end].map((time) => (time - first).toFixed(1)).join(' to ');
      return `${place || '-'}: ${times}: ${step.likes} ${JSON.stringify(step.seen)}`;
    });
  return `no order explains this (the numbers are the best attempt's)\n${lines.join('\n')}`;
}
