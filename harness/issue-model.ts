import type { State } from '../functions/shared/issue/issue.ts';

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

/** An issue as far as it matters here. */
export interface Modelled {
  /** 0 when there is no issue. */
  readonly occurrences: number;
  readonly isActive: boolean;
  /** The report that was counted last. */
  readonly last: string;
}
export const UNREPORTED: Modelled = { occurrences: 0, isActive: false, last: '' };

/** One of the tries of a request; only the last of them is answered. */
export interface Try {
  readonly request: Request;
  /** Tells its report from others; the same for each time that a delivery is sent. */
  readonly report: string;
  /** Whether its delivery was counted; of one without a name, whether it was the last that was. */
  readonly isCounted: boolean;
  /** Whether the request was tried before, and changed the issue. */
  readonly isRepeated: boolean;
}

/**
 * What the store promises of one issue: each try of a request is atomic; a delivery counts once; without a name
 * for it, a report that is tried again counts once unless another came between; a success resolves at most one
 * active period.
 * @returns the issue after the try (the same object when nothing changed), and what an answer says
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
      // The one active period that it saw when it looked has ended when it was tried before.
      return isActive && !isRepeated ? { ...issue, isActive: false } : issue;
    case 'change': {
      const becomesActive = request.state === 'ACTIVE';
      return occurrences === 0 || isActive === becomesActive ? issue : { ...issue, isActive: becomesActive };
    }
    case 'look':
      return issue;
  }
}
