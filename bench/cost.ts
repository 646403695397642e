import { decimals, number, table } from './markdown.ts';
import type { Cost, Metered } from './metered.ts';
import { LISTED, paths } from './paths.ts';
import { dollarsPerMillion } from './prices.ts';
import { send } from './requests.ts';
import { seed } from './seed.ts';

interface PathCost extends Cost {
  readonly endpoint: string;
  readonly name: string;
}

async function measure(kite: Metered): Promise<PathCost[]> {
  await seed(kite.table, { count: LISTED.issues, namespaceOf: () => LISTED.namespace });
  const costs: PathCost[] = [];
  for (const { endpoint, name, prepare } of paths) {
    const request = await prepare(kite.url);
    costs.push({ endpoint, name, ...(await kite.costOf(() => send(kite.url, request))) });
  }
  return costs;
}

const costTable = (costs: readonly PathCost[]) =>
  table(
    ['endpoint', 'path', 'round trips', 'requests', 'read units', 'write units', '$ a million'],
    costs.map((cost) => [
      `\`${cost.endpoint}\``,
      cost.name,
      ...[cost.roundTrips, cost.requests, cost.readUnits, cost.writeUnits].map(number),
      decimals(dollarsPerMillion(cost)),
    ]),
  );

/** What every path through every endpoint asks of the database; lists, of a namespace with 1,000 issues. */
export const costs = async (kite: Metered): Promise<string> => `## Cost per operation

Each request goes over HTTP to the served stack, on DynamoDB Local; units are what the database reports. What it does
not report, and AWS charges: a condition that failed (1 write unit; a *new* failure has one), an update in a transaction
with puts (2 each; the counter of whatever is *new*, and its note *with occurredAt*), a query that finds nothing (1 read
unit). Round trips are the longest chain of requests of which each began after the one before had ended; of many updates
at once, DynamoDB Local lets some wait. Lists are of a namespace with 1,000 issues, 50 a page.

${costTable(await measure(kite))}
`;
