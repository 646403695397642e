import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { later } from '../../data/later.ts';
import { signIn } from '../../data/session.ts';
import { placeOf } from '../../data/sign-in-places.ts';
import { paths } from '../../paths.ts';

type Outcome = { readonly isBeside: true } | { readonly failure: string };

/** `/dashboard/signed-in`: where an issuer sends one back to. */
export function Back() {
  const [, go] = useLocation();
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    const comeBack = async () => {
      try {
        const { comeBack } = await later(() => import('../../data/oidc.ts'));
        const returned = await comeBack(placeOf);
        if (returned !== undefined) {
          signIn(returned.session);
          return go(returned.from, { replace: true });
        }
        setOutcome({ isBeside: true });
        close();
      } catch (error) {
        setOutcome({ failure: error instanceof Error ? error.message : String(error) });
      }
    };
    void comeBack();
  }, [go]);
  if (outcome === undefined) return <main class="message" aria-busy="true" />;
  if ('isBeside' in outcome) {
    return (
      <main class="message">
        <h1>Go on in the other tab</h1>
        <p>This window can be closed.</p>
      </main>
    );
  }
  return (
    <main class="message">
      <h1>You are not signed in</h1>
      <p role="alert">{outcome.failure}</p>
      {/* Not a link of the router: the page begins anew. */}
      <a class="button primary" href={paths.now}>
        Try again
      </a>
    </main>
  );
}
