import { changing } from './changing.ts';
import { changed } from './issues.ts';
import { isRefused, kite } from './kite.ts';

/** How long one can undo. */
const UNDO_MS = 5_000;
/** As many requests as browsers have under way at a time. */
const AT_ONCE = 6;

/** Issues that one has said to be resolved. */
export interface Resolving {
  /** What they are, for people: `3 failures of frontend-build`. */
  readonly what: string;
  /** The keys of groups that are resolved whole. */
  readonly groups: readonly string[];
  readonly ids: readonly string[];
  readonly state: 'waiting' | 'sent' | 'failed';
  /** Why it failed. */
  readonly error?: string;
}

let all: readonly Resolving[] = [];
const timers = new Map<Resolving, ReturnType<typeof setTimeout>>();
const shown = changing(() => all);

function put(next: readonly Resolving[]): void {
  all = next;
  shown.tell();
}
const replace = (old: Resolving, next?: Resolving) =>
  put(all.flatMap((one) => (one === old ? (next ?? []) : one)));

/** Resolves issues, unless that is undone within 5 s: nothing restarts by a slip. A tab that is closed sends at once. */
export function resolveLater({ what, groups, ids }: Pick<Resolving, 'what' | 'groups' | 'ids'>): void {
  const resolving: Resolving = { what, groups, ids, state: 'waiting' };
  timers.set(
    resolving,
    setTimeout(() => void send(resolving), UNDO_MS),
  );
  put([...all, resolving]);
}

/** Takes back what was not sent yet, or puts away what failed. */
export function undo(resolving: Resolving): void {
  clearTimeout(timers.get(resolving));
  timers.delete(resolving);
  replace(resolving);
}

/** Takes back the last one that can be. */
export function undoLast(): void {
  const last = all.findLast(({ state }) => state === 'waiting');
  if (last) undo(last);
}

export function tryAgain(resolving: Resolving): void {
  replace(resolving);
  resolveLater(resolving);
}

async function send(resolving: Resolving): Promise<void> {
  timers.delete(resolving);
  const sent: Resolving = { ...resolving, state: 'sent' };
  replace(resolving, sent);
  const failures: unknown[] = [];
  const rest = [...resolving.ids];
  const work = async () => {
    for (let id = rest.shift(); id !== undefined; id = rest.shift())
      await resolve(id).catch((error) => failures.push(error));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await changed();
  const [failure] = failures;
  replace(sent, failure instanceof Error ? { ...sent, state: 'failed', error: failure.message } : undefined);
}

/** Resolving twice is resolving once, so what fails for a reason that may pass is sent again. */
async function resolve(id: string, attempts = 3): Promise<unknown> {
  try {
    return await kite.post('/api/v1/issues/{id}/resolve', { params: { path: { id } }, keepalive: true });
  } catch (error) {
    if (isRefused(error) || attempts === 1) throw error;
    return resolve(id, attempts - 1);
  }
}

addEventListener('pagehide', () => {
  for (const [resolving, timer] of timers) {
    clearTimeout(timer);
    void send(resolving);
  }
});

/** What is being resolved, as it changes. */
export const useResolving = shown.use;

/** Of these, what will be resolved as far as one knows. */
export const useLeaving = (): readonly Resolving[] =>
  useResolving().filter(({ state }) => state !== 'failed');
