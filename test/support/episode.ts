import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { type State, state } from '../../functions/shared/issue.ts';
import { History } from './history.ts';
import { type Attempt, attempt, type Sent, sendUntilAnswered } from './patient-sender.ts';

/** For what pipelines fail here. Without digits, which do not tell failures apart (dedup.ts). */
export const REASONS = ['Out of memory', 'Tests fail'] as const;
/** What is asked, some of it more often. */
const KINDS = [
  'failure',
  'failure',
  'failure',
  'failure',
  'success',
  'success',
  'list',
  'read',
  'change',
] as const;

/** One request of a sender, so long after the one before. */
interface Step {
  readonly kind: (typeof KINDS)[number];
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

const sendersOf = (reasons: readonly string[]): fc.Arbitrary<Sender[]> => {
  const step = fc.record({
    kind: fc.constantFrom(...KINDS),
    reason: fc.constantFrom(...reasons),
    state: fc.constantFrom(...state.options),
    pauseMs: fc.nat(20),
  });
  const sender = fc.record({
    isNamed: fc.boolean(),
    temper: fc.constantFrom(
      'patient' as const,
      'patient' as const,
      'patient' as const,
      'careless' as const,
      'hasty' as const,
    ),
    steps: fc.array(step, { minLength: 3, maxLength: 6 }),
  });
  return fc.array(sender, { minLength: 4, maxLength: 6 });
};
/** What one pipeline goes through: senders at the same time. Where it has one issue, answers tell more of it. */
export const episode = fc.oneof(sendersOf(REASONS), sendersOf(REASONS.slice(0, 1)));

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

  /** Goes through an episode. */
  async live(url: string, senders: readonly Sender[]): Promise<void> {
    await whenAllEnd(senders.map((sender) => this.#send(url, sender)));
  }

  /** Looks at what has become of it. */
  async look(url: string): Promise<void> {
    await sendUntilAnswered(url, this.#all, (went) => this.history.listed(went));
    for (const reason of REASONS) {
      const id = this.history.idOf(reason);
      if (id) await sendUntilAnswered(url, at(id), (went) => this.history.read(reason, went));
    }
  }

  async #send(url: string, { isNamed, temper, steps }: Sender): Promise<void> {
    for (const step of steps) {
      await sleep(step.pauseMs);
      const [request, told] = this.#asked(step, isNamed ? randomUUID() : undefined) ?? [];
      if (request === undefined) continue;
      if (temper === 'patient') await sendUntilAnswered(url, request, told);
      else told?.(await attempt(url, request, temper === 'hasty' ? HASTE_MS : undefined));
    }
  }

  /** A step's request and who is told how it went; nothing for one about an issue that is not known yet. */
  #asked({ kind, reason, state }: Step, delivery?: string): [Sent, (went: Attempt) => void] | undefined {
    const { history } = this;
    const id = history.idOf(reason);
    switch (kind) {
      case 'failure':
        return [
          {
            ...this.#event('failure', { failureReason: reason }),
            ...(delivery && { headers: { 'idempotency-key': delivery } }),
          },
          (went) => history.failed(reason, delivery, went),
        ];
      case 'success':
        return [this.#event('success'), (went) => history.succeeded(went)];
      case 'list':
        return [this.#all, (went) => history.listed(went)];
      case 'read':
        return id ? [at(id), (went) => history.read(reason, went)] : undefined;
      case 'change':
        return id
          ? [{ ...at(id), method: 'PUT', body: { state } }, (went) => history.changed(reason, state, went)]
          : undefined;
    }
  }

  get #all(): Sent {
    return { method: 'GET', path: `/issues?namespace=${this.namespace}` };
  }

  #event(outcome: 'failure' | 'success', said = {}): Sent {
    const body = { pipelineName: this.name, namespace: this.namespace, ...said };
    return { method: 'POST', path: `/webhooks/pipeline-${outcome}`, body };
  }
}

const at = (id: string): Sent => ({ method: 'GET', path: `/issues/${id}` });
