import { useEffect } from 'preact/hooks';
import { useSearchParams } from 'wouter-preact';
import { may, useMe } from '../../data/me.ts';
import { useSenders } from '../../data/senders.ts';
import { returnUrl } from '../../data/sign-in-places.ts';
import { Copy } from '../../parts/copy.tsx';
import { SenderCard } from './sender.tsx';
import { SENDER_SETTINGS } from './sender-settings.ts';
import { Tokens } from './tokens.tsx';

/** `/dashboard/set-up`: how CI systems are pointed at this deployment, whether they are heard, and tokens. */
export function SetUp() {
  const { data: me } = useMe();
  const seesSenders = me !== undefined && may(me, 'read', '*');
  const { data, error } = useSenders(seesSenders);
  const [query, setQuery] = useSearchParams();
  const open = query.get('sender');
  useEffect(() => {
    document.title = 'Set-up · Kite';
  }, []);
  return (
    <section class="page set-up">
      <div class="page-head">
        <h1>Set-up</h1>
        <p class="muted">
          Kite answers at <code>{location.origin}/api/v1</code>
        </p>
      </div>
      <section aria-labelledby="senders">
        <h2 id="senders">Senders</h2>
        <p class="muted">
          CI systems that report their own events. Choose one to see what to paste where, and to try it.
        </p>
        {me && !seesSenders && (
          <p class="muted">
            When each was last heard is shown to those who may read in all namespaces (<code>*</code>). You
            may read in {me.may.read.join(', ') || 'none'}.
          </p>
        )}
        {error && (
          <p role="alert" class="warning">
            Whether senders are heard could not be read: {error.message}
          </p>
        )}
        <ul class="senders">
          {SENDER_SETTINGS.map((settings) => (
            <SenderCard
              key={settings.name}
              settings={settings}
              status={data?.data.find(({ sender }) => sender === settings.sender)}
              seesSenders={seesSenders}
              isOff={
                data?.data.every(({ sender }) => sender !== settings.sender) === true &&
                settings.sender !== undefined
              }
              isOpen={open === keyOf(settings)}
              toggle={() =>
                setQuery(open === keyOf(settings) ? [] : [['sender', keyOf(settings)]], { replace: true })
              }
            />
          ))}
        </ul>
      </section>
      {me && me.may.administer.length > 0 && <Tokens namespaces={me.may.administer} />}
      {me?.may.administer.includes('*') && (
        <section aria-labelledby="people">
          <h2 id="people">People</h2>
          <p class="muted">
            People sign in at an OpenID Connect issuer that <code>kite:oidc</code> trusts and that has a{' '}
            <code>signIn</code> there. Register this return URL there, for a public client with PKCE:
          </p>
          <Copy text={returnUrl} label="the return URL" />
        </section>
      )}
    </section>
  );
}

const keyOf = ({ sender = 'webhooks' }: { readonly sender?: string }) => sender;
