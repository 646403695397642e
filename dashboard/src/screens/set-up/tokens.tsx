import { useState } from 'preact/hooks';
import { type Token, useRevokeToken, useTokens } from '../../data/tokens.ts';
import { Ago } from '../../parts/ago.tsx';
import { NewTokenForm } from './new-token.tsx';

/** Tokens of the namespaces that one administers: make, list, revoke. */
export function Tokens({ namespaces }: { readonly namespaces: readonly string[] }) {
  const { data, error, hasNextPage, fetchNextPage } = useTokens();
  const tokens = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <h2>Tokens</h2>
      <NewTokenForm namespaces={namespaces} />
      {error && <p role="alert">The tokens could not be read: {error.message}</p>}
      {data && tokens.length === 0 && !hasNextPage && <p class="muted">There is no token yet.</p>}
      {tokens.length > 0 && (
        <div class="table-scroll">
          <table>
            <thead>
              <tr>
                {['Name', 'Role', 'Namespaces', 'Made by', 'Last used', 'Ends'].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
                <th scope="col">
                  <span class="sr-only">Revoke</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {tokens.map((token) => (
                <Row key={token.id} token={token} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <button type="button" class="button" onClick={() => fetchNextPage()}>
          More tokens
        </button>
      )}
    </>
  );
}

function Row({ token }: { readonly token: Token }) {
  const [isAsking, setAsking] = useState(false);
  const revoke = useRevokeToken();
  return (
    <tr>
      <th scope="row">{token.name}</th>
      <td>{token.role}</td>
      <td>{token.namespaces.join(', ')}</td>
      <td>{token.createdBy ?? 'an operator'}</td>
      <td>{token.lastUsedAt ? <Ago at={token.lastUsedAt} /> : 'never'}</td>
      <td>{token.expiresAt ? new Date(token.expiresAt).toLocaleDateString() : 'never'}</td>
      <td>
        {isAsking ? (
          <>
            What uses it stops working within a minute.{' '}
            <button
              type="button"
              class="button"
              disabled={revoke.isPending}
              onClick={() => revoke.mutate(token.id)}
            >
              Revoke {token.name}
            </button>{' '}
            <button type="button" class="button" onClick={() => setAsking(false)}>
              Keep
            </button>
          </>
        ) : (
          <button
            type="button"
            class="button"
            aria-label={`Revoke ${token.name} …`}
            onClick={() => setAsking(true)}
          >
            Revoke …
          </button>
        )}
        {revoke.error && <p role="alert">Not revoked: {revoke.error.message}</p>}
      </td>
    </tr>
  );
}
