import type { Recording } from './recordings.ts';

/** One request to the database, with DynamoDB's types in its input. */
interface Call {
  readonly name: string;
  readonly input: unknown;
  /** Whether the database refused it: a condition did not hold. */
  readonly isRefused: boolean;
}

/** What a bare handler (bare.ts) does for an invocation. */
export interface BareWork {
  /** Calls of one round are under way at once. */
  readonly rounds: readonly (readonly Call[])[];
  readonly answer: unknown;
}

/**
 * What a function did, without all that it is there for. What it asks of Parameter Store is left out: a function
 * that is warm has that already.
 */
export function bareWorkOf({ exchanges, answer }: Recording): BareWork {
  const rounds: Call[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  const asked = exchanges.filter(({ name }) => name !== 'GetParameter').sort((a, b) => a.start - b.start);
  for (const { name, body, status, ...times } of asked) {
    const call = { name, input: JSON.parse(body.toString()), isRefused: status !== 200 };
    if (times.start < end) rounds.at(-1)?.push(call);
    else rounds.push([call]);
    end = Math.max(end, times.end);
  }
  const { body, ...others } = JSON.parse(answer);
  return { rounds, answer: { ...others, ...(body && { body: JSON.parse(body) }) } };
}
