import { isRefused } from '../../data/kite.ts';
import { REFRESH_MS } from '../../data/scopes.ts';
import { useNow } from '../../parts/clock.ts';

/** As much of a query as is told here. */
interface Query {
  readonly dataUpdatedAt: number;
  readonly isFetching: boolean;
  readonly fetchStatus: string;
  readonly failureReason: Error | null;
  readonly error: Error | null;
  readonly refetch: () => Promise<unknown>;
}

/** How old the list is, and whether Kite answers. */
export function Freshness({ query }: { readonly query: Query }) {
  const { dataUpdatedAt, isFetching, fetchStatus, failureReason, error, refetch } = query;
  const now = useNow();
  const seconds = Math.max(0, Math.round((now - dataUpdatedAt) / 5_000) * 5);
  const failure = fetchStatus === 'paused' ? 'You are offline' : (error ?? failureReason)?.message;
  const said = [
    failure,
    dataUpdatedAt > 0 && `This is what was known at ${new Date(dataUpdatedAt).toLocaleTimeString()}`,
    !isRefused(error) && 'Kite is asked again by itself',
  ];
  return (
    <>
      <button
        type="button"
        class="button quiet freshness"
        disabled={isFetching}
        onClick={() => refetch()}
        title={`Refreshed every ${REFRESH_MS / 1_000} s while this tab is seen`}
      >
        {dataUpdatedAt > 0 && (
          <>
            <span class="wide">refreshed </span>
            {seconds < 5 ? 'just now' : `${since(seconds)} ago`}
          </>
        )}{' '}
        <span aria-hidden="true">⟳</span>
        <span class="sr-only">Refresh</span>
      </button>
      <p role="status" class={failure === undefined ? 'sr-only' : 'strip warning'}>
        {failure !== undefined && `${said.filter(Boolean).join('. ')}.`}
      </p>
    </>
  );
}

const since = (seconds: number) => (seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`);
