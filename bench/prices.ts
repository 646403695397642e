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
