import type { Cost, Metered } from './metered.ts';
import { LISTED, paths } from './paths.ts';
import { send } from './requests.ts';
import { seed } from './seed.ts';

export interface PathCost extends Cost {
  readonly endpoint: string;
  readonly name: string;
}

/** What every path through every endpoint asks of the database; lists, of a namespace with 1,000 issues. */
export async function measureCosts(kite: Metered): Promise<PathCost[]> {
  await seed(kite.table, { count: LISTED.issues, namespaceOf: () => LISTED.namespace });
  const costs: PathCost[] = [];
  for (const { endpoint, name, prepare } of paths) {
    const request = await prepare(kite.url);
    costs.push({ endpoint, name, ...(await kite.costOf(() => send(kite.url, request))) });
  }
  return costs;
}
