/**
 * List prices, on demand, of us-east-1 in dollars, as of 2026-11-24 (aws.amazon.com/dynamodb/pricing/on-demand).
 * Other regions differ; the ratios hardly do.
 */
export const PRICES = {
  region: 'us-east-1',
  date: '2026-11-24',
  /** A million DynamoDB write request units. */
  writeUnits: 0.625,
  /** A million DynamoDB read request units. */
  readUnits: 0.125,
} as const;

/** What a million of an operation cost in DynamoDB, in dollars. */
export const dollarsPerMillion = ({ readUnits, writeUnits }: { readUnits: number; writeUnits: number }) =>
  readUnits * PRICES.readUnits + writeUnits * PRICES.writeUnits;

/**
 * List prices of Lambda on arm64, of us-east-1 in dollars, as of 2026-11-24 (aws.amazon.com/lambda/pricing):
 * of a GB-second, and of a million requests.
 */
export const LAMBDA_PRICES = { gigabyteSecond: 0.0000133334, requests: 0.2 } as const;

/** What a million invocations cost in Lambda, in dollars; a millisecond that has begun is paid for. */
export const lambdaDollarsPerMillion = (milliseconds: number, megabytes: number) =>
  LAMBDA_PRICES.requests + Math.ceil(milliseconds) * 1e3 * (megabytes / 1_024) * LAMBDA_PRICES.gigabyteSecond;
