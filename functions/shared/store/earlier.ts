import { identityOf } from '../issue/dedup.ts';
import type { Rule } from '../issue/fingerprint/rule.ts';
import type { FailureReport } from '../issue/issue.ts';
import { isCounted } from './deliveries.ts';
import { type IssueItem, issueItemSchema, issueKey, type Key } from './items.ts';
import { repeat } from './repeat.ts';
import type { Request, Stored } from './report.ts';
import { batchGet, LostRace, type Table } from './table.ts';

/**
 * Where the issue of a failure may be that earlier rules have stored, the newest rule's key first; nowhere when no rule is
 * asked. Computed when it is first asked for, and once: fingerprints of a megabyte take a while.
 */
export function earlierKeys(
  { dedup }: Table,
  failure: FailureReport,
  rules: readonly Rule[],
): () => readonly Key[] {
  let keys: readonly Key[] | undefined;
  const compute = () =>
    rules
      .map((rule) => identityOf(failure, dedup, rule))
      .filter(({ fingerprint }) => fingerprint !== undefined)
      .map((identity) => issueKey(failure, identity));
  return () => (keys ??= compute());
}

/**
 * Counts a report on the ACTIVE issue that an earlier rule stored; RESOLVED ones are history, but still know their
 * deliveries. No round trip without earlier rules, one if the newest of them finds the issue, two otherwise.
 * @returns without an outcome when there is no such issue, and when the last event of a RESOLVED one happened
 * @throws LostRace when the issue has changed since it was read
 */
export async function repeatEarlier(
  request: Request,
  [newest, ...older]: readonly Key[],
): Promise<Stored | { readonly outcome?: undefined; readonly lastEventAt: number }> {
  if (newest === undefined) return { lastEventAt: 0 };
  const [repeated, read] = await Promise.allSettled([
    repeat({ ...request, key: newest }, { onlyActive: true }),
    readAll(request, older),
  ]);
  if (repeated.status === 'rejected') throw repeated.reason;
  // Counted, whether or not the others could be read.
  if (repeated.value.outcome) return repeated.value;
  if (read.status === 'rejected') throw read.reason;
  const found = read.value.find((item) => item.activeSince !== undefined || isCounted(item, request.moment));
  if (found) {
    const { PK, SK } = found;
    const again = await repeat({ ...request, key: { PK, SK } }, { onlyActive: true });
    if (again.outcome === undefined) throw new LostRace();
    return again;
  }
  const resolved = [repeated.value.item, ...read.value];
  return { lastEventAt: Math.max(...resolved.map((item) => item?.eventAt ?? 0)) };
}

/** The issues at the keys, in their order. */
async function readAll({ table }: Request, keys: readonly Key[]): Promise<IssueItem[]> {
  const items = (await batchGet(table, keys)).map((item) => issueItemSchema.parse(item));
  return keys.flatMap(({ SK }) => items.find((item) => item.SK === SK) ?? []);
}
