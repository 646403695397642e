import * as z from 'zod/mini';
import { readEnv } from './env.ts';

/** What became of reports. */
export type OutcomeName = 'Made' | 'Reopened' | 'Resolved' | 'Deduplicated' | 'Stale';
/** Why reports were refused: the report is wrong, its credential is, or Kite could not take it now. */
export type RefusalName = 'RefusedInvalid' | 'RefusedCredential' | 'RefusedForNow';
export type Counts = Readonly<Partial<Record<OutcomeName | RefusalName, number>>>;
/** Who reports: CI systems, by their own events; or callers with a credential, by webhooks and `POST /issues`. */
export type Kind = 'sender' | 'webhook';

/**
 * Counts a report that was answered with this status; nothing if it was taken.
 * @param status undefined when the function failed without an answer
 */
export function refusalOf(status = 500): Counts {
  if (status < 400) return {};
  if (status === 401 || status === 403) return { RefusedCredential: 1 };
  return status === 429 || status >= 500 ? { RefusedForNow: 1 } : { RefusedInvalid: 1 };
}

/** Counts together. */
export function total(all: readonly Counts[]): Counts {
  const sums = new Map<string, number>();
  for (const [name, count] of all.flatMap(Object.entries)) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries(sums);
}

const { STAGE } = readEnv({ STAGE: z._default(z.string(), 'local') });

const directive = (dimensions: readonly string[], names: readonly string[]) => ({
  Namespace: `Kite/${STAGE}`,
  Dimensions: [dimensions],
  Metrics: names.map((Name) => ({ Name, Unit: 'Count' })),
});

/**
 * Counts a request that reports, as fields of a log entry, of which CloudWatch makes metrics (Embedded Metric Format): no
 * request, no line more. Each value of a dimension is a metric that is paid for (docs/decisions/0012-alarms.md), so there
 * is none of a tenant.
 */
export function metricFields(kind: Kind, counts: Counts): object {
  const counted = Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [name] : []));
  const CloudWatchMetrics = [
    directive(['Kind'], ['Received']),
    ...(counted.length > 0 ? [directive([], counted)] : []),
  ];
  return { Kind: kind, Received: 1, ...counts, _aws: { Timestamp: Date.now(), CloudWatchMetrics } };
}
