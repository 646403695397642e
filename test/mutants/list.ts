import { access } from './access.ts';
import { http } from './http.ts';
import type { Mutant } from './mutant.ts';
import { template } from './stack.ts';
import { store } from './store.ts';

/** Every deliberate breakage, by what it breaks. */
export const mutants: readonly Mutant[] = [...store, ...access, ...http, ...template];
