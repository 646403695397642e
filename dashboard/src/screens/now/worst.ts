import type { NamespaceCounts } from '../../data/namespaces.ts';
import { SEVERITIES } from '../../data/severities.ts';
import { MOST_NAMESPACES } from './namespace-picker.tsx';

/** All namespaces, or as many of the worst as can be looked at together; by name, so that the list is the same next time. */
export function worstOf(all: readonly NamespaceCounts[]): readonly string[] {
  return all
    .toSorted(worseFirst)
    .slice(0, MOST_NAMESPACES)
    .map(({ namespace }) => namespace)
    .sort();
}

function worseFirst({ active: a }: NamespaceCounts, { active: b }: NamespaceCounts): number {
  for (const severity of SEVERITIES) {
    const difference = (b?.bySeverity[severity] ?? 0) - (a?.bySeverity[severity] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
