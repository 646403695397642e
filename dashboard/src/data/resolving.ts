import { changing } from './changing.ts';
import { changed } from './issues.ts';
import { isRefused, kite } from './kite.ts';

/** How long one can undo. */
const UNDO_MS = 5_000;
/** How long an answer is waited for before one signs out: what was sent arrives without the page too. */
const ANSWER_MS = 3_000;
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
/** Requests that are not answered yet. */
const underWay = new Set<Promise<readonly unknown[]>>();
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
    setTimeout(() => void send(resolving, AT_ONCE), UNDO_MS),
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

async function send(resolving: Resolving, atOnce: number): Promise<void> {
  clearTimeout(timers.get(resolving));
  timers.delete(resolving);
  const sent: Resolving = { ...resolving, state: 'sent' };
  replace(resolving, sent);
  const sending = resolveAll(resolving.ids, atOnce);
  underWay.add(sending);
  const [failure] = await sending;
  underWay.delete(sending);
  await changed();
  replace(sent, failure instanceof Error ? { ...sent, state: 'failed', error: failure.message } : undefined);
}

/** @returns why some were not resolved */
async function resolveAll(ids: readonly string[], atOnce: number): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  const rest = [...ids];
  const work = async () => {
    for (let id = rest.shift(); id !== undefined; id = rest.shift())
      await resolve(id).catch((error) => failures.push(error));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return failures;
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

/** Sends what waits, all at once: a page that is closed gets no answer after which it could send the next. */
function sendNow(): void {
  for (const resolving of [...timers.keys()]) void send(resolving, resolving.ids.length);
}
addEventListener('pagehide', sendNow);

/**
 * Sends what waits for undo, while there is a credential for it.
 * @returns whether one may sign out: nothing of it failed, or takes too long
 */
export async function hasSentAll(): Promise<boolean> {
  sendNow();
  const answers = Promise.all(underWay);
  const late = new Promise<undefined>((done) => setTimeout(done, ANSWER_MS));
  return ((await Promise.race([answers, late])) ?? []).flat().length === 0;
}

/** What is being resolved, as it changes. */
export const useResolving = shown.use;

/** Of these, what will be resolved as far as one knows. */
export const useLeaving = (): readonly Resolving[] =>
  useResolving().filter(({ state }) => state !== 'failed');
