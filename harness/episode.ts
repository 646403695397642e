import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { type State, stateSchema } from '../functions/shared/issue/issue.ts';
import { History } from './history.ts';
import { type Attempt, attempt, type Sent, sendUntilAnswered } from './patient-sender.ts';

/** Why pipelines fail here. Without digits, which fingerprints may ignore. */
export const REASONS = ['Out of memory', 'Tests fail'] as const;
/** Kinds of requests; `again` delivers the sender's last failure once more. */
type Kind = 'failure' | 'again' | 'success' | 'list' | 'read' | 'change';
/** Kinds that are sent together; repeated ones are sent more often. */
const MIXES: readonly (readonly Kind[])[] = [
  ['failure', 'failure', 'failure', 'again', 'success', 'success', 'list', 'read', 'change'],
  ['failure', 'success'],
];

/** One request of a sender, after a pause. */
interface Step {
  readonly kind: Kind;
  /** The failure whose issue it is about, and the state that a change sets. */
  readonly reason: string;
  readonly state: State;
  readonly pauseMs: number;
}

/** One of a pipeline's senders; it takes its steps in sequence. */
interface Sender {
  /** Whether its deliveries have an `Idempotency-Key`, by which Kite recognizes repeats. */
  readonly isNamed: boolean;
  /** Patient senders repeat what was not answered; careless ones do not; hasty ones barely wait for the answer. */
  readonly temper: 'patient' | 'careless' | 'hasty';
  readonly steps: readonly Step[];
}

/** A failure and its delivery's `Idempotency-Key`. */
interface Delivery {
  readonly reason: string;
  readonly delivery: string | undefined;
}

/** A request, and a callback for each attempt at it. */
interface Planned {
  readonly request: Sent;
  readonly onAttempt: (went: Attempt) => void;
}

/** Lists and reads every issue of the pipeline. */
const OBSERVER: Sender = {
  isNamed: false,
  temper: 'patient',
  steps: [
    { kind: 'list' as const, reason: '' },
    ...REASONS.map((reason) => ({ kind: 'read' as const, reason })),
  ].map((step) => ({ ...step, state: 'ACTIVE', pauseMs: 0 })),
};

const PATIENT: readonly Sender['temper'][] = ['patient', 'patient', 'patient'];

const sendersOf = (kinds: readonly Kind[], reasons: readonly string[]): fc.Arbitrary<Sender[]> => {
  const step = fc.record({
    kind: fc.constantFrom(...kinds),
    reason: fc.constantFrom(...reasons),
    state: fc.constantFrom(...stateSchema.options),
    pauseMs: fc.nat(20),
  });
  const sender = fc.record({
    isNamed: fc.boolean(),
    temper: fc.constantFrom(...PATIENT, 'careless', 'hasty'),
    steps: fc.array(step, { minLength: 3, maxLength: 6 }),
  });
  return fc.array(sender, { minLength: 4, maxLength: 6 });
};
/** Senders that act on one pipeline at the same time. With one reason there is one issue, and answers say more about it. */
export const episode = fc
  .tuple(fc.constantFrom(...MIXES), fc.constantFrom(REASONS, REASONS.slice(0, 1)))
  .chain(([kinds, reasons]) => sendersOf(kinds, reasons));

/** How long a hasty sender waits: too short in half of all cases. */
const HASTE_MS = 30;

/** Like `Promise.all`, but waits for all of them even when one fails. */
export async function whenAllEnd(promises: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(promises);
  await Promise.all(promises);
}

/** A pipeline in a namespace of its own. */
export class Pipeline {
  readonly namespace = `team-${randomUUID()}`;
  readonly name = 'frontend-build';
  readonly history = new History(REASONS);
  readonly #onAttempt: (went: Attempt) => void;

  /** @param onAttempt called with every attempt */
  constructor(onAttempt: (went: Attempt) => void = () => undefined) {
    this.#onAttempt = onAttempt;
  }

  /** Runs an episode. */
  async live(url: string, senders: readonly Sender[]): Promise<void> {
    await whenAllEnd(senders.map((sender) => this.#send(url, sender)));
  }

  /** Looks at the issues that the episode has left. */
  look(url: string): Promise<void> {
    return this.#send(url, OBSERVER);
  }

  async #send(url: string, { isNamed, temper, steps }: Sender): Promise<void> {
    let last: Delivery | undefined;
    for (const step of steps) {
      await sleep(step.pauseMs);
      const fresh = { reason: step.reason, delivery: isNamed ? randomUUID() : undefined };
      const sent = step.kind === 'again' ? (last ?? fresh) : fresh;
      if (step.kind === 'failure') last = sent;
      const planned = this.#plan(step, sent);
      if (planned === undefined) continue;
      const onAttempt = (went: Attempt) => {
        this.#onAttempt(went);
        planned.onAttempt(went);
      };
      if (temper === 'patient') await sendUntilAnswered(url, planned.request, onAttempt);
      else onAttempt(await attempt(url, planned.request, temper === 'hasty' ? HASTE_MS : undefined));
    }
  }

  /** The request of a step; undefined when it is about an issue whose id is not known yet. */
  #plan({ kind, state }: Step, { reason, delivery }: Delivery): Planned | undefined {
    const { history } = this;
    const id = history.idOf(reason);
    switch (kind) {
      case 'failure':
      case 'again':
        return {
          request: {
            ...this.#event('failure', { failureReason: reason }),
            ...(delivery && { headers: { 'idempotency-key': delivery } }),
          },
          onAttempt: (went) => history.failed(reason, delivery, went),
        };
      case 'success':
        return { request: this.#event('success'), onAttempt: (went) => history.succeeded(went) };
      case 'list': {
        const path = `/issues?namespace=${this.namespace}`;
        return { request: { method: 'GET', path }, onAttempt: (went) => history.listed(went) };
      }
      case 'read': {
        const request = { method: 'GET', path: `/issues/${id}` };
        return id ? { request, onAttempt: (went) => history.read(reason, went) } : undefined;
      }
      case 'change': {
        const request = { method: 'PUT', path: `/issues/${id}`, body: { state } };
        return id ? { request, onAttempt: (went) => history.changed(reason, state, went) } : undefined;
      }
    }
  }

  #event(outcome: 'failure' | 'success', more = {}): Sent {
    const body = { pipelineName: this.name, namespace: this.namespace, ...more };
    return { method: 'POST', path: `/webhooks/pipeline-${outcome}`, body };
  }
}
