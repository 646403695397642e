import { useEffect, useRef, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { Issue } from '../../data/issues.ts';
import { type SenderStatus, useArriving, useSenders } from '../../data/senders.ts';
import { SeverityMark } from '../../parts/severity.tsx';
import { issuePath } from '../../paths.ts';

interface Props {
  /** None for plain webhooks. */
  readonly sender: string | undefined;
  readonly seesSenders: boolean;
}

/** Waits for an event, and shows what became of it. */
export function LiveTest(props: Props) {
  const [isWaiting, setWaiting] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const stop = () => {
    setWaiting(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  return isWaiting ? (
    <Waiting {...props} stop={stop} />
  ) : (
    <button ref={button} type="button" class="button" onClick={() => setWaiting(true)}>
      Wait for an event
    </button>
  );
}

/** What Kite said when the wait began; all by its clock. */
interface Before {
  readonly issue: string;
  readonly heard: string;
  readonly refused: string;
}

/** Then nothing is asked any more. */
const LONGEST_MS = 10 * 60_000;
/** How far lists may be behind a write. */
const SETTLED_MS = 2_000;

function Waiting({ sender, seesSenders, stop }: Props & { readonly stop: () => void }) {
  const [namespace, setNamespace] = useState<string>();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), LONGEST_MS);
    return () => clearTimeout(timer);
  }, []);
  const { data: arriving, error, dataUpdatedAt } = useArriving(namespace, !isOver);
  const { data: senders, dataUpdatedAt: toldAt } = useSenders(seesSenders && sender !== undefined, !isOver);
  const status = senders?.data.find((one) => one.sender === sender);
  const issues = arriving?.issues;
  const isReady = issues !== undefined && (senders !== undefined || !seesSenders || sender === undefined);
  const [before, setBefore] = useState<Before>();
  useEffect(() => {
    if (isReady && before === undefined) setBefore(timesOf(issues, status));
  }, [isReady, before, issues, status]);

  const now = timesOf(issues ?? [], status);
  const found = before && issues?.find((issue) => issue.updatedAt > before.issue && isOf(issue, sender));
  const refusal = before && now.refused > before.refused ? status?.refusals[0] : undefined;
  const isHeard = before !== undefined && now.heard > before.heard;
  const [heardAt, setHeardAt] = useState<number>();
  if (isHeard && heardAt === undefined) setHeardAt(toldAt);
  const hasEnded = found !== undefined || refusal !== undefined;
  useEffect(() => {
    if (hasEnded) setOver(true);
  }, [hasEnded]);

  if (arriving && issues === undefined) {
    return <Choose names={arriving.names} choose={setNamespace} stop={stop} />;
  }
  return (
    <div class="live" role="status" aria-busy={!isOver}>
      {found ? (
        <p>
          <span class="good">Received.</span> {becameOf(found, before?.issue ?? '')}{' '}
          <Link href={issuePath(found.id)}>{found.title}</Link> <SeverityMark severity={found.severity} /> in{' '}
          {found.namespace}.
        </p>
      ) : refusal ? (
        <p class="warning">Refused: {refusal.reason}.</p>
      ) : heardAt !== undefined ? (
        <p>
          <span class="good">Received.</span>{' '}
          {dataUpdatedAt < heardAt + SETTLED_MS
            ? 'Looking for its issue …'
            : 'It made no issue and changed none of the newest 100: a success of something that was not broken, or an event that Kite ignores. The answer to the sender says why.'}
        </p>
      ) : isOver ? (
        <p>Nothing came in 10 minutes. Does the sender say what it was answered?</p>
      ) : (
        <p class="waits">
          {before
            ? `Waiting for an event${namespace === undefined ? '' : ` in ${namespace}`} …`
            : 'One moment …'}
          {error && <span class="warning"> {error.message}</span>}
        </p>
      )}
      <button type="button" class="button" onClick={stop}>
        {isOver || heardAt !== undefined ? 'Done' : 'Stop'}
      </button>
    </div>
  );
}

const latest = (times: readonly (string | null | undefined)[]) =>
  times.reduce<string>((last, time) => (time && time > last ? time : last), '');

const timesOf = (issues: readonly Issue[], status: SenderStatus | undefined): Before => ({
  issue: latest(issues.map(({ updatedAt }) => updatedAt)),
  heard: status?.lastHeardAt ?? '',
  refused: latest((status?.refusals ?? []).map(({ at }) => at)),
});

/** Whether an issue was changed last by a sender, or, for plain webhooks, by none. */
const isOf = ({ changedBy = '' }: Issue, sender: string | undefined) =>
  sender === undefined ? !changedBy.startsWith('sender:') : changedBy === `sender:${sender}`;

const becameOf = ({ createdAt, state, occurrences }: Issue, before: string) =>
  state === 'RESOLVED'
    ? 'It resolved this issue:'
    : createdAt > before
      ? 'It became this issue:'
      : `It is the same failure as before, ${occurrences.toLocaleString('en')} times by now:`;

interface ChooseProps {
  readonly names: readonly string[];
  readonly choose: (namespace: string) => void;
  readonly stop: () => void;
}

/** So many namespaces are not watched at once. */
function Choose({ names, choose, stop }: ChooseProps) {
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    choose(String(new FormData(event.currentTarget).get('namespace') ?? '').trim());
  };
  return (
    <form class="live" onSubmit={submit}>
      <label>
        In which namespace will it arrive?
        <input name="namespace" list="namespaces" required autoComplete="off" />
      </label>
      <datalist id="namespaces">
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <button type="submit" class="button">
        Wait
      </button>
      <button type="button" class="button" onClick={stop}>
        Stop
      </button>
    </form>
  );
}
