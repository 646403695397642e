import { may, useMe } from '../../data/me.ts';
import { useSenders } from '../../data/senders.ts';
import { SenderCard } from './sender.tsx';
import { SENDER_SETTINGS } from './sender-settings.ts';
import { Tokens } from './tokens.tsx';

/** `/dashboard/set-up`: how CI systems are pointed at this deployment, whether they are heard, and tokens. */
export function SetUp() {
  const { data: me } = useMe();
  const seesSenders = me !== undefined && may(me, 'read', '*');
  const { data, error } = useSenders(seesSenders, false);
  return (
    <section class="page">
      <h1>Set-up</h1>
      <h2>Senders</h2>
      {me && !seesSenders && (
        <p class="muted">
          When senders were last heard is shown to those who may read in all namespaces (<code>*</code>). You
          may read in {me.may.read.join(', ') || 'none'}.
        </p>
      )}
      {error && <p role="alert">Whether senders are heard could not be read: {error.message}</p>}
      <ul class="cards">
        {SENDER_SETTINGS.map((settings) => (
          <SenderCard
            key={settings.name}
            settings={settings}
            status={data?.data.find(({ sender }) => sender === settings.sender)}
            seesSenders={seesSenders}
          />
        ))}
      </ul>
      {me && me.may.administer.length > 0 && <Tokens namespaces={me.may.administer} />}
    </section>
  );
}
