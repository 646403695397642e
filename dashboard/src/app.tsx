import { QueryClientProvider } from '@tanstack/preact-query';
import { Route, Switch } from 'wouter-preact';
import { queries } from './data/queries.ts';
import { Frame } from './frame.tsx';
import { paths } from './paths.ts';
import { IssuePage } from './screens/issue/issue-page.tsx';
import { Missing } from './screens/missing.tsx';
import { Namespaces } from './screens/namespaces/namespaces.tsx';
import { Now } from './screens/now/now.tsx';
import { SetUp } from './screens/set-up/set-up.tsx';
import { Back } from './screens/sign-in/back.tsx';
import { SignedIn } from './screens/sign-in/signed-in.tsx';

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
