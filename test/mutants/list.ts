import { access } from './access.ts';
import { edge } from './edge.ts';
import { http } from './http.ts';
import { issues } from './issues.ts';
import { mending } from './mending.ts';
import type { Mutant } from './mutant.ts';
import { namespaces } from './namespaces.ts';
import { store } from './store.ts';
import { template } from './template.ts';

/** Every deliberate breakage, by what it breaks. */
export const mutants: readonly Mutant[] = [
  ...store,
  ...access,
  ...http,
  ...edge,
  ...issues,
  ...mending,
  ...namespaces,
  ...template,
];
