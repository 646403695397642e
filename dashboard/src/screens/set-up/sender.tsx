import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { type SenderStatus, useNewestIssues, useSenders } from '../../data/senders.ts';
import { Ago } from '../../parts/ago.tsx';
import { Copy } from '../../parts/copy.tsx';
import { issuePath } from '../../paths.ts';
import type { SenderSettings } from './sender-settings.ts';

const SECRET = {
  configured: 'has its secret',
  missing: 'has no secret',
  unknown: 'secret unknown until the first request',
  'not needed': 'needs no secret',
} as const;

interface Props {
  readonly settings: SenderSettings;
  readonly status: SenderStatus | undefined;
  readonly seesSenders: boolean;
}

/** What to paste at one CI system, whether it is heard, and a live test. */
export function SenderCard({ settings, status, seesSenders }: Props) {
  const [since, setSince] = useState<string>();
  return (
    <li>
      <details>
        <summary>
          <strong>{settings.name}</strong>{' '}
          {status && (
            <span class="muted">
              {SECRET[status.secret]}
              {status.lastHeardAt ? (
                <>
                  , heard <Ago at={status.lastHeardAt} />
                </>
              ) : (
                ', never heard'
              )}
            </span>
          )}
        </summary>
        <p>
          {settings.where}. More: <code>{settings.page}</code>
        </p>
        <Copy label={`the settings for ${settings.name}`} text={settings.text(`${location.origin}/api/v1`)} />
        {status?.refusals.map(({ at, reason }) => (
          <p key={reason}>
            Refused <Ago at={at} />: {reason}
          </p>
        ))}
        {since === undefined ? (
          <button type="button" class="button" onClick={() => setSince(new Date().toISOString())}>
            Wait for an event
          </button>
        ) : (
          <LiveTest
            sender={settings.sender}
            since={since}
            seesSenders={seesSenders}
            stop={() => setSince(undefined)}
          />
        )}
      </details>
    </li>
  );
}

interface LiveTestProps {
  readonly sender: string | undefined;
  /** When one began to wait. */
  readonly since: string;
  readonly seesSenders: boolean;
  readonly stop: () => void;
}

/** What has come since one began to wait: notes of senders are accurate to the minute, issues to the millisecond. */
function LiveTest({ sender, since, seesSenders, stop }: LiveTestProps) {
  const { data: senders } = useSenders(seesSenders && sender !== undefined, true);
  const { data: issues } = useNewestIssues([], true);
  const status = senders?.data.find((one) => one.sender === sender);
  const isNew = (at: string | null | undefined) => typeof at === 'string' && at >= since;
  const refusal = status?.refusals.find(({ at }) => isNew(at));
  const issue = issues?.data.find(
    ({ updatedAt, changedBy, createdBy }) =>
      isNew(updatedAt) && (sender === undefined || [changedBy, createdBy].some((by) => by?.includes(sender))),
  );
  return (
    <p role="status">
      {issue ? (
        <>
          Received. It became this issue: <Link href={issuePath(issue.id)}>{issue.title}</Link>
        </>
      ) : refusal ? (
        <>Refused: {refusal.reason}</>
      ) : isNew(status?.lastHeardAt) ? (
        'Received. It was a success, or one that Kite ignores: no issue was made or counted.'
      ) : (
        'Waiting for the first event …'
      )}{' '}
      <button type="button" class="button" onClick={stop}>
        Stop
      </button>
    </p>
  );
}
