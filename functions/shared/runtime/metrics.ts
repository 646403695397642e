import * as z from 'zod/mini';
import { readEnv } from './env.ts';

/** What became of reports, counted for each kind of sender. */
export type OutcomeName = 'Made' | 'Reopened' | 'Resolved' | 'Deduplicated' | 'Stale';
/** Why reports were refused. */
export type RefusalName =
  | 'RefusedInvalid'
  | 'RefusedUnauthenticated'
  | 'RefusedForbidden'
  | 'RefusedUnavailable'
  | 'RefusedFailed';
export type Counts = Readonly<Partial<Record<OutcomeName | RefusalName, number>>>;
/** Who reports: CI systems, by their own events; or callers with a credential, by webhooks and `POST /issues`. */
export type Kind = 'sender' | 'webhook';

const REFUSALS = new Map<number | undefined, RefusalName>([
  [400, 'RefusedInvalid'],
  [413, 'RefusedInvalid'],
  [415, 'RefusedInvalid'],
  [401, 'RefusedUnauthenticated'],
  [403, 'RefusedForbidden'],
  [503, 'RefusedUnavailable'],
  [500, 'RefusedFailed'],
]);
/** A report that was answered with this status. */
export function refusalOf(status: number | undefined): Counts {
  const name = REFUSALS.get(status);
  return name ? { [name]: 1 } : {};
}

/** Counts together. */
export function total(all: readonly Counts[]): Counts {
  const sums = new Map<string, number>();
  for (const [name, count] of all.flatMap(Object.entries)) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries(sums);
}

const { STAGE } = readEnv({ STAGE: z._default(z.string(), 'local') });

/**
 * Counts as fields of a log entry, of which CloudWatch makes metrics (Embedded Metric Format): no request, no line more.
 * Never of a tenant: each value of a dimension is a metric that is paid for.
 */
export function metricFields(kind: Kind, counts: Counts): object {
  const [refusals, outcomes] = [true, false].map((isRefusal) =>
    Object.entries(counts).filter(([name, count]) => count > 0 && name.startsWith('Refused') === isRefusal),
  );
  const directive = (dimensions: readonly string[], given: readonly (readonly [string, number])[] = []) =>
    given.length > 0
      ? [
          {
            Namespace: `Kite/${STAGE}`,
            Dimensions: [dimensions],
            Metrics: given.map(([Name]) => ({ Name, Unit: 'Count' })),
          },
        ]
      : [];
  const CloudWatchMetrics = [...directive(['Kind'], outcomes), ...directive([], refusals)];
  if (CloudWatchMetrics.length === 0) return {};
  return { Kind: kind, ...counts, _aws: { Timestamp: Date.now(), CloudWatchMetrics } };
}
