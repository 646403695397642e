import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/preact-query';
import { Route, Switch } from 'wouter-preact';
import { isRefused, isUnknownCaller } from './data/kite.ts';
import { Frame } from './frame.tsx';
import { paths } from './paths.ts';
import { IssuePage } from './screens/issue/issue-page.tsx';
import { Missing } from './screens/missing.tsx';
import { Namespaces } from './screens/namespaces/namespaces.tsx';
import { Now } from './screens/now/now.tsx';
import { SetUp } from './screens/set-up/set-up.tsx';
import { Back } from './screens/sign-in/back.tsx';
import { SignedIn } from './screens/sign-in/signed-in.tsx';

/** A credential that is refused anywhere is asked for again (screens/sign-in). */
const onError = (error: unknown, { queryKey: [name] }: { readonly queryKey: readonly unknown[] }) => {
  if (isUnknownCaller(error) && name !== 'me') askWhoOneIs();
};
const askWhoOneIs = () => queries.invalidateQueries({ queryKey: ['me'] });

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError: (error) => onError(error, { queryKey: [] }) }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; all else is tried again, ever more slowly.
      retry: (failures, error) => !isRefused(error) && failures < 3,
    },
  },
});

/** The dashboard: whoever has a credential sees the screens, everyone else the sign-in. */
export const App = () => (
  <QueryClientProvider client={queries}>
    <Switch>
      <Route path={paths.signedIn} component={Back} />
      <Route>
        <SignedIn>
          <Frame>
            <Switch>
              <Route path={paths.now} component={Now} />
              <Route path={paths.issue} component={IssuePage} />
              <Route path={paths.namespaces} component={Namespaces} />
              <Route path={paths.setUp} component={SetUp} />
              <Route component={Missing} />
            </Switch>
          </Frame>
        </SignedIn>
      </Route>
    </Switch>
  </QueryClientProvider>
);
