import { LIMITS } from '../../data/limits.ts';
import { type NamespaceCounts, worseFirst } from '../../data/namespaces.ts';

/** All namespaces, or as many of the worst as can be looked at together; by name, so that the list is the same next time. */
export function worstOf(all: readonly NamespaceCounts[]): readonly string[] {
  return all
    .toSorted(worseFirst)
    .slice(0, LIMITS.values)
    .map(({ namespace }) => namespace)
    .sort();
}
