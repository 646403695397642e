import { useEffect, useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { paths } from '../../paths.ts';

/** `/dashboard/signed-in`: where an issuer sends one back to. */
export function Back() {
  const [, go] = useLocation();
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    import('../../data/oidc.ts')
      .then(({ comeBack }) => comeBack())
      .then(
        (from) => go(from, { replace: true }),
        () => setFailed(true),
      );
  }, [go]);
  return (
    <main class="message">
      <h1>{hasFailed ? 'You are not signed in' : 'Signing in …'}</h1>
      {hasFailed && (
        <>
          <p role="alert">
            The answer of the issuer does not fit what this tab asked for, or the issuer refused it.
          </p>
          <Link href={paths.now}>Try again</Link>
        </>
      )}
    </main>
  );
}
