/** A figure with thousands separators and at most one decimal. */
export const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 1 });
/** A ratio or a price, with two decimals. */
export const decimals = (value: number) =>
  value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The median; the mean of the two in the middle when there are two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [lower = Number.NaN, upper = Number.NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return (lower + upper) / 2;
}

/**
 * DynamoDB's on-demand list prices in us-east-1, in dollars, as of 2026-11-24
 * (aws.amazon.com/dynamodb/pricing/on-demand). Other regions cost more or less; the ratios hardly change.
 */
export const PRICES = {
  region: 'us-east-1',
  date: '2026-11-24',
  /** A million write request units. */
  writeUnits: 0.625,
  /** A million read request units. */
  readUnits: 0.125,
} as const;

/** The price in dollars of a million operations that each take these units. */
export const dollarsPerMillion = ({ readUnits, writeUnits }: { readUnits: number; writeUnits: number }) =>
  readUnits * PRICES.readUnits + writeUnits * PRICES.writeUnits;

/**
 * Lambda's list prices on arm64 in us-east-1, in dollars, as of 2026-11-24 (aws.amazon.com/lambda/pricing): for
 * a GB-second, and for a million requests.
 */
export const LAMBDA_PRICES = { gigabyteSecond: 0.0000133334, requests: 0.2 } as const;

/** The price in dollars of a million invocations; AWS rounds their duration up to whole milliseconds. */
export const lambdaDollarsPerMillion = (milliseconds: number, megabytes: number) =>
  LAMBDA_PRICES.requests + Math.ceil(milliseconds) * 1e3 * (megabytes / 1_024) * LAMBDA_PRICES.gigabyteSecond;
