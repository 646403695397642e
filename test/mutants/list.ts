import { access } from './access.ts';
import { alerts } from './alerts.ts';
import { attributed } from './attribution.ts';
import { contract } from './contract.ts';
import { dashboard } from './dashboard.ts';
import { deployment } from './deployment.ts';
import { edge } from './edge.ts';
import { fair } from './fairness.ts';
import { firstHour } from './first-hour.ts';
import { gitHosts } from './git-hosts.ts';
import { http } from './http.ts';
import { issuers } from './issuers.ts';
import { issues } from './issues.ts';
import { largeSuccesses } from './large.ts';
import { local } from './local.ts';
import { mending } from './mending.ts';
import type { Mutant } from './mutant.ts';
import { namespaces } from './namespaces.ts';
import { operation } from './operation.ts';
import { fingerprintRules } from './rules.ts';
import { scopes } from './scopes.ts';
import { seen } from './seen.ts';
import { setUp } from './set-up.ts';
import { silent } from './silence.ts';
import { store } from './store.ts';
import { template } from './template.ts';
import { timesAndLists } from './times.ts';
import { madeTokens } from './tokens.ts';

/** Every deliberate breakage, by what it breaks. */
export const mutants: readonly Mutant[] = [
  ...store,
  ...fingerprintRules,
  ...access,
  ...issuers,
  ...attributed,
  ...http,
  ...edge,
  ...issues,
  ...largeSuccesses,
  ...local,
  ...scopes,
  ...seen,
  ...setUp,
  ...timesAndLists,
  ...mending,
  ...alerts,
  ...silent,
  ...fair,
  ...gitHosts,
  ...madeTokens,
  ...namespaces,
  ...operation,
  ...template,
  ...deployment,
  ...dashboard,
  ...firstHour,
  ...contract,
];
