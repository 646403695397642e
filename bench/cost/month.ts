import { dollarsPerMillion, lambdaDollarsPerMillion } from '../support/figures.ts';

/*
 * What a deployment pays a month, for docs/costs.md. A test compares it with the page, and what it assumes with the
 * measurements and the template.
 */

/** List prices in us-east-1, in dollars, as of 2026-11-26, beside those in figures.ts. */
export const MONTHLY_PRICES = {
  /** A million requests of an HTTP API (aws.amazon.com/api-gateway/pricing). */
  requests: 1,
  /** A GB of logs that come in, and one that is kept for a month (aws.amazon.com/cloudwatch/pricing). */
  logs: 0.5,
  keptLogs: 0.03,
  /** A metric that an alarm looks at, and one of our own beyond those that every account has for nothing. */
  alarmMetric: 0.1,
  metric: 0.3,
  /** A GB of the table, and of its point-in-time recovery (aws.amazon.com/dynamodb/pricing/on-demand). */
  storage: 0.25,
  recovery: 0.2,
} as const;

/** Metrics of one's own that every account has for nothing, for good (aws.amazon.com/cloudwatch/pricing, Free tier). */
const FREE_METRICS = 10;

/** Operations a month, in thousands, by the rows of bench/RESULTS.md that say what one costs. */
export const BUSY: readonly (readonly [endpoint: string, path: string, thousands: number])[] = [
  ['POST /webhooks/pipeline-success', 'nothing to resolve', 860],
  ['POST /webhooks/pipeline-success', '1 to resolve', 40],
  ['POST /webhooks/pipeline-failure', 'repeated', 60],
  ['POST /webhooks/pipeline-failure', 'new', 20],
  ['POST /webhooks/pipeline-failure', 'reopened', 20],
  ['GET /issues/{id}', 'without relations', 50],
  ['GET /issues', 'first page', 50],
];
/** Requests for which the gateway does not know the credential from the last minute. */
const AUTHORIZED = 0.1;
/** What DynamoDB Local does not report: a query that finds nothing, and the failed condition and the counter of a new issue. */
const UNREPORTED: Readonly<Record<string, { readonly readUnits: number; readonly writeUnits: number }>> = {
  'nothing to resolve': { readUnits: 1, writeUnits: 0 },
  new: { readUnits: 0, writeUnits: 2 },
};
/** Of a function's invocation, a line in its log, and one in the gateway's. */
export const ASSUMED = { milliseconds: 20, memoryMb: 1_024, lineBytes: 480, accessLineBytes: 550 } as const;
/** A month's new issues with their pointers, index and history. */
const STORED_GB = 0.1;

export interface Units {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Dollars a month, by service. */
export function month(
  operations: typeof BUSY,
  unitsOf: (endpoint: string, path: string) => Units,
  { alarmMetrics, metrics }: { readonly alarmMetrics: number; readonly metrics: number },
): Readonly<Record<'gateway' | 'functions' | 'table' | 'logs' | 'alarms' | 'metrics', number>> {
  const millions = operations.reduce((sum, [, , thousands]) => sum + thousands, 0) / 1_000;
  const lambda = lambdaDollarsPerMillion(ASSUMED.milliseconds, ASSUMED.memoryMb);
  const units = operations.reduce((sum, [endpoint, path, thousands]) => {
    const all = [unitsOf(endpoint, path), UNREPORTED[path] ?? { readUnits: 0, writeUnits: 0 }];
    return sum + all.reduce((dollars, each) => dollars + dollarsPerMillion(each), 0) * (thousands / 1_000);
  }, 0);
  const gigabytes = (millions * (ASSUMED.lineBytes + ASSUMED.accessLineBytes)) / 1_000;
  const stored = millions > 0 ? STORED_GB * (MONTHLY_PRICES.storage + MONTHLY_PRICES.recovery) : 0;
  return {
    gateway: millions * MONTHLY_PRICES.requests,
    functions: millions * (1 + AUTHORIZED) * lambda,
    table: units + stored,
    logs: gigabytes * (MONTHLY_PRICES.logs + MONTHLY_PRICES.keptLogs),
    alarms: alarmMetrics * MONTHLY_PRICES.alarmMetric,
    metrics: millions > 0 ? Math.max(0, metrics - FREE_METRICS) * MONTHLY_PRICES.metric : 0,
  };
}
