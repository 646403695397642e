import { useRef, useState } from 'preact/hooks';
import { type Token, useRevokeToken, useTokens } from '../../data/tokens.ts';
import { Ago } from '../../parts/ago.tsx';
import { useNow } from '../../parts/clock.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { NewToken } from './new-token.tsx';

/** Tokens of the namespaces that one administers: make, list, revoke. */
export function Tokens({ namespaces }: { readonly namespaces: readonly string[] }) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useTokens();
  const [isMaking, setMaking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setMaking(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  const tokens = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section aria-labelledby="tokens">
      <div class="section-head">
        <h2 id="tokens">Tokens</h2>
        {!isMaking && (
          <button ref={opener} type="button" class="button" onClick={() => setMaking(true)}>
            New token
          </button>
        )}
      </div>
      <p class="muted">
        For scripts and webhooks. Pods, GitHub Actions, GitLab CI and people need none: OpenID Connect knows
        them.
      </p>
      {isMaking && <NewToken namespaces={namespaces} close={close} />}
      {error && (
        <p role="alert" class="warning">
          The tokens could not be read: {error.message}
        </p>
      )}
      {data && tokens.length === 0 && !hasNextPage && !isMaking && (
        <p>There is none yet in the namespaces that you administer.</p>
      )}
      <ul class="tokens">
        {tokens.map((token) => (
          <Row key={token.id} token={token} />
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" class="button" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
          More tokens
        </button>
      )}
    </section>
  );
}

function Row({ token }: { readonly token: Token }) {
  const { name, role, namespaces, createdBy, createdAt, lastUsedAt, expiresAt } = token;
  const now = useNow();
  const hasEnded = expiresAt !== null && Date.parse(expiresAt) <= now;
  return (
    <li class={hasEnded ? 'ended' : ''}>
      <p class="what">
        <strong>{name}</strong> {role} in {namespaces.join(', ')}
      </p>
      <p class="muted facts">
        <span>
          {lastUsedAt ? (
            <>
              last used <Ago at={lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
        </span>
        <span>
          {expiresAt === null
            ? 'does not end'
            : `${hasEnded ? 'ended' : 'ends'} ${new Date(expiresAt).toLocaleDateString()}`}
        </span>
        <span>
          made <Ago at={createdAt} /> by {createdBy ?? 'an operator'}
        </span>
      </p>
      <Revoke token={token} />
    </li>
  );
}

function Revoke({ token: { id, name } }: { readonly token: Token }) {
  const revoke = useRevokeToken();
  return (
    <Confirm
      verb="Revoke"
      of={name}
      class="quiet"
      action={`Revoke ${name}`}
      act={() => revoke.mutate(id)}
      isPending={revoke.isPending}
      failure={revoke.error ? `Not revoked: ${revoke.error.message}` : undefined}
    >
      What uses it, and all tokens that were made with it, stop working within a minute.
    </Confirm>
  );
}
