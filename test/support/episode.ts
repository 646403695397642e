import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { type State, stateSchema } from '../../functions/shared/issue/issue.ts';
import { History } from './history.ts';
import { type Attempt, attempt, type Sent, sendUntilAnswered } from './patient-sender.ts';

/** For what pipelines fail here. Without digits, which do not tell failures apart (dedup.ts). */
export const REASONS = ['Out of memory', 'Tests fail'] as const;
/** What is asked: a failure `again` is the sender's last, delivered once more. */
type Kind = 'failure' | 'again' | 'success' | 'list' | 'read' | 'change';
/** What is asked together, some of it more often. */
const MIXES: readonly (readonly Kind[])[] = [
  ['failure', 'failure', 'failure', 'again', 'success', 'success', 'list', 'read', 'change'],
  ['failure', 'success'],
];

/** One request of a sender, so long after the one before. */
interface Step {
  readonly kind: Kind;
  /** Whose issue it is about, and how that is changed. */
  readonly reason: string;
  readonly state: State;
  readonly pauseMs: number;
}

/** Who sends what of a pipeline, one step after another. */
interface Sender {
  /** Whether its deliveries have names, so that one that is sent again is known. */
  readonly isNamed: boolean;
  /** Patient ones send again what was not answered; hasty ones do not even wait for the answer. */
  readonly temper: 'patient' | 'careless' | 'hasty';
  readonly steps: readonly Step[];
}

/** A failure, and what its delivery is called. */
interface Said {
  readonly reason: string;
  readonly delivery: string | undefined;
}

/** A request, and who is told how it went. */
interface Asked {
  readonly request: Sent;
  readonly told: (went: Attempt) => void;
}

/** Looks at all that there is. */
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
/** What one pipeline goes through: senders at the same time. Where it has one issue, answers tell more of it. */
export const episode = fc
  .tuple(fc.constantFrom(...MIXES), fc.constantFrom(REASONS, REASONS.slice(0, 1)))
  .chain(([kinds, reasons]) => sendersOf(kinds, reasons));

/** For how long a hasty sender waits: in half of all cases too short. */
const HASTE_MS = 30;

/** As `Promise.all`, but leaves nothing under way when one of them fails. */
export async function whenAllEnd(promises: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(promises);
  await Promise.all(promises);
}

/** A pipeline of which nobody else speaks. */
export class Pipeline {
  readonly namespace = `team-${randomUUID()}`;
  readonly name = 'frontend-build';
  readonly history = new History(REASONS);
  readonly #onAttempt: (went: Attempt) => void;

  /** @param onAttempt is told of every attempt */
  constructor(onAttempt: (went: Attempt) => void = () => undefined) {
    this.#onAttempt = onAttempt;
  }

  /** Goes through an episode. */
  async live(url: string, senders: readonly Sender[]): Promise<void> {
    await whenAllEnd(senders.map((sender) => this.#send(url, sender)));
  }

  /** Looks at what has become of it. */
  look(url: string): Promise<void> {
    return this.#send(url, OBSERVER);
  }

  async #send(url: string, { isNamed, temper, steps }: Sender): Promise<void> {
    let last: Said | undefined;
    for (const step of steps) {
      await sleep(step.pauseMs);
      const fresh = { reason: step.reason, delivery: isNamed ? randomUUID() : undefined };
      const said = step.kind === 'again' ? (last ?? fresh) : fresh;
      if (step.kind === 'failure') last = said;
      const asked = this.#asked(step, said);
      if (asked === undefined) continue;
      const told = (went: Attempt) => {
        this.#onAttempt(went);
        asked.told(went);
      };
      if (temper === 'patient') await sendUntilAnswered(url, asked.request, told);
      else told(await attempt(url, asked.request, temper === 'hasty' ? HASTE_MS : undefined));
    }
  }

  /** What a step asks; nothing when it is about an issue that is not known yet. */
  #asked({ kind, state }: Step, { reason, delivery }: Said): Asked | undefined {
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
          told: (went) => history.failed(reason, delivery, went),
        };
      case 'success':
        return { request: this.#event('success'), told: (went) => history.succeeded(went) };
      case 'list': {
        const path = `/issues?namespace=${this.namespace}`;
        return { request: { method: 'GET', path }, told: (went) => history.listed(went) };
      }
      case 'read': {
        const request = { method: 'GET', path: `/issues/${id}` };
        return id ? { request, told: (went) => history.read(reason, went) } : undefined;
      }
      case 'change': {
        const request = { method: 'PUT', path: `/issues/${id}`, body: { state } };
        return id ? { request, told: (went) => history.changed(reason, state, went) } : undefined;
      }
    }
  }

  #event(outcome: 'failure' | 'success', said = {}): Sent {
    const body = { pipelineName: this.name, namespace: this.namespace, ...said };
    return { method: 'POST', path: `/webhooks/pipeline-${outcome}`, body };
  }
}
