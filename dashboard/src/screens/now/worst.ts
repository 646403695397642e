import { MOST_TOGETHER, type NamespaceCounts, worseFirst } from '../../data/namespaces.ts';

/** All namespaces, or as many of the worst as can be looked at together; by name, so that the list is the same next time. */
export function worstOf(all: readonly NamespaceCounts[]): readonly string[] {
  return all
    .toSorted(worseFirst)
    .slice(0, MOST_TOGETHER)
    .map(({ namespace }) => namespace)
    .sort();
}
