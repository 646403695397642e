import type { State } from '../functions/shared/issue/issue.ts';

/** A request about one failure's issue. */
export type Request =
  /** A report of the failure; deliveries with the same `Idempotency-Key` are one report. */
  | { readonly kind: 'failure'; readonly delivery?: string | undefined }
  /** A success of its scope. */
  | { readonly kind: 'success' }
  /** Its state is set by id, or it is only read. */
  | { readonly kind: 'change'; readonly state: State }
  | { readonly kind: 'look' };

/** What an answer can say about the issue. */
export interface Outcome {
  /** Undefined when there is no issue. */
  readonly state: State | undefined;
  readonly occurrences: number;
  /** Whether this request made the issue, or resolved it. */
  readonly isNew: boolean;
  readonly isResolved: boolean;
}

/** The parts of an issue that the model needs. */
export interface Modelled {
  /** 0 when there is no issue. */
  readonly occurrences: number;
  readonly isActive: boolean;
  /** The last report that was counted. */
  readonly last: string;
}
export const UNREPORTED: Modelled = { occurrences: 0, isActive: false, last: '' };

/** One of the tries of a request; only the last of them is answered. */
export interface Try {
  readonly request: Request;
  /** Identifies the report; the same each time that a delivery is sent. */
  readonly report: string;
  /** Whether its delivery was counted before; without an `Idempotency-Key`, whether it was the last one counted. */
  readonly isCounted: boolean;
  /** Whether the request was tried before, and changed the issue. */
  readonly isRepeated: boolean;
}

/**
 * What the store guarantees for one issue: each try of a request is atomic. A delivery counts once, and does not
 * reopen when it comes again; without an `Idempotency-Key`, a report that is tried again counts once unless another
 * one came between. A success resolves at most one active period.
 * @returns the issue after the try (the same object when nothing changed), and what the answer says
 */
export function attempt(issue: Modelled, tried: Try): [Modelled, Outcome] {
  const after = change(issue, tried);
  const exists = after.occurrences > 0;
  return [
    after,
    {
      state: exists ? (after.isActive ? 'ACTIVE' : 'RESOLVED') : undefined,
      occurrences: after.occurrences,
      isNew: exists && issue.occurrences === 0,
      isResolved: tried.request.kind === 'success' && issue.isActive && !after.isActive,
    },
  ];
}

function change(issue: Modelled, { request, report, isCounted, isRepeated }: Try): Modelled {
  const { occurrences, isActive } = issue;
  switch (request.kind) {
    case 'failure':
      return isCounted ? issue : { occurrences: occurrences + 1, isActive: true, last: report };
    case 'success':
      // An earlier try has ended the one active period that it found.
      return isActive && !isRepeated ? { ...issue, isActive: false } : issue;
    case 'change': {
      const becomesActive = request.state === 'ACTIVE';
      return occurrences === 0 || isActive === becomesActive ? issue : { ...issue, isActive: becomesActive };
    }
    case 'look':
      return issue;
  }
}
