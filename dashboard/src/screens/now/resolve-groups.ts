import { activeIdsOf } from '../../data/issues.ts';
import { resolveLater } from '../../data/resolving.ts';
import { type Group, groupKey } from '../../data/scopes.ts';
import { plural } from '../../parts/plural.ts';

/** Resolves all failures of some resources that there are now; those that come meanwhile stay. */
export async function resolveGroups(groups: readonly Group[]): Promise<void> {
  const [first] = groups;
  if (first === undefined) return;
  const ids = (await Promise.all(groups.map(activeIdsOf))).flat();
  const where = groups.length === 1 ? first.scope.resourceName : plural(groups.length, 'resource');
  resolveLater({ what: `${plural(ids.length, 'failure')} of ${where}`, groups: groups.map(groupKey), ids });
}
