import { useState } from 'preact/hooks';
import type { SenderStatus } from '../../data/senders.ts';
import { Ago } from '../../parts/ago.tsx';
import { Copy, CopyButton } from '../../parts/copy.tsx';
import { LiveTest } from './live-test.tsx';
import { type SenderSettings, storeSecret } from './sender-settings.ts';

const API = `${location.origin}/api/v1`;
const NO_SECRET_YET = '<the secret>';

interface Props {
  readonly settings: SenderSettings;
  readonly status: SenderStatus | undefined;
  readonly seesSenders: boolean;
  /** Whether the deployment does not have it. */
  readonly isOff: boolean;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

/** What to paste at one CI system, whether it is heard, and a live test. */
export function SenderCard({ settings, status, seesSenders, isOff, isOpen, toggle }: Props) {
  const { sender = 'webhooks', name } = settings;
  const id = `sender-${sender}`;
  return (
    <li>
      <h3>
        <button type="button" class="sender" aria-expanded={isOpen} aria-controls={id} onClick={toggle}>
          <span class="name">{name}</span>
          {status ? <Heard {...status} /> : isOff && <span class="heard muted">off</span>}
          <span class="fold" aria-hidden="true" />
        </button>
      </h3>
      {isOpen && (
        <div id={id} class="steps">
          <Steps settings={settings} status={status} seesSenders={seesSenders} />
        </div>
      )}
    </li>
  );
}

/** Whether a sender is heard, at a glance. */
function Heard({ secret, lastHeardAt, refusals: [refusal] }: SenderStatus) {
  if (refusal && refusal.at > (lastHeardAt ?? '')) {
    return (
      <span class="heard refused">
        <span aria-hidden="true">▲</span> refused <Ago at={refusal.at} />
      </span>
    );
  }
  if (lastHeardAt) {
    return (
      <span class="heard good">
        <span aria-hidden="true">●</span> heard <Ago at={lastHeardAt} />
      </span>
    );
  }
  return (
    <span class="heard muted">
      <span aria-hidden="true">○</span> {secret === 'missing' ? 'has no secret' : 'never heard'}
    </span>
  );
}

const SECRETS = {
  configured: 'It has its secret.',
  missing: 'It had no secret when the last request came.',
  unknown: 'Whether it has a secret is known from the first request on.',
  'not needed': 'It needs no secret.',
} as const satisfies Record<SenderStatus['secret'], string>;

function Steps({ settings, status, seesSenders }: Pick<Props, 'settings' | 'status' | 'seesSenders'>) {
  const [secret, setSecret] = useState(NO_SECRET_YET);
  const { sender, where, page } = settings;
  const needsSecret = sender !== undefined && sender !== 'aws';
  const place = { api: API, secret };
  return (
    <>
      {status && (
        <p>
          {SECRETS[status.secret]}{' '}
          {status.lastHeardAt ? (
            <>
              Last heard <Ago at={status.lastHeardAt} />.
            </>
          ) : (
            'It was never heard.'
          )}
        </p>
      )}
      {status && status.refusals.length > 0 && (
        <ul class="refusals">
          {status.refusals.map(({ at, reason }) => (
            <li key={reason}>
              Refused <Ago at={at} />: {reason}.
            </li>
          ))}
        </ul>
      )}
      <ol>
        {needsSecret && (
          <li>
            <p>
              {status?.secret === 'configured'
                ? 'Kite has its secret: use that one below. Or store another'
                : 'Store a secret that Kite and it share'}
              ; it holds within a minute, without a deployment. (A local server has them in a file:{' '}
              <code>--secrets</code>.)
            </p>
            <Copy label="the command" text={storeSecret(sender, secret)} />
            <p>
              <button type="button" class="button" onClick={() => setSecret(newSecret())}>
                {secret === NO_SECRET_YET ? 'Make up a secret' : 'Another one'}
              </button>{' '}
              <span class="muted">It is made in this tab, and in no other place until you store it.</span>
            </p>
          </li>
        )}
        <li>
          <p>{where}.</p>
          {settings.fields && (
            <dl class="fields">
              {settings.fields(place).map(([label, value]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>
                    <code>{value}</code>
                    {/^https?:|^application\//.test(value) || value === secret ? (
                      <CopyButton label={label} text={value} />
                    ) : null}
                  </dd>
                </div>
              ))}
            </dl>
          )}
          {settings.text && <Copy label="the settings" text={settings.text(place)} />}
          <p class="muted">
            More, in Kite’s source code: <code>{page}</code>
          </p>
        </li>
        <li>
          <p>Try it. {settings.test}</p>
          <LiveTest sender={sender} seesSenders={seesSenders} />
        </li>
      </ol>
    </>
  );
}

/** 32 random bytes in hexadecimal digits, which need no escaping anywhere. */
const newSecret = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
