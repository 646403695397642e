import { type NamespaceCounts, worseFirst } from '../../data/namespaces.ts';
import { MOST_NAMESPACES } from './namespace-picker.tsx';

/** All namespaces, or as many of the worst as can be looked at together; by name, so that the list is the same next time. */
export function worstOf(all: readonly NamespaceCounts[]): readonly string[] {
  return all
    .toSorted(worseFirst)
    .slice(0, MOST_NAMESPACES)
    .map(({ namespace }) => namespace)
    .sort();
}
