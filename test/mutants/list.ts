import { access } from './access.ts';
import { alerts } from './alerts.ts';
import { edge } from './edge.ts';
import { gitHosts } from './git-hosts.ts';
import { http } from './http.ts';
import { issues } from './issues.ts';
import { mending } from './mending.ts';
import type { Mutant } from './mutant.ts';
import { namespaces } from './namespaces.ts';
import { operation } from './operation.ts';
import { fingerprintRules } from './rules.ts';
import { scopes } from './scopes.ts';
import { silent } from './silence.ts';
import { store } from './store.ts';
import { template } from './template.ts';

/** Every deliberate breakage, by what it breaks. */
export const mutants: readonly Mutant[] = [
  ...store,
  ...fingerprintRules,
  ...access,
  ...http,
  ...edge,
  ...issues,
  ...scopes,
  ...mending,
  ...alerts,
  ...silent,
  ...gitHosts,
  ...namespaces,
  ...operation,
  ...template,
];
