import fc from 'fast-check';
import { episode, Pipeline, REASONS, whenAllEnd } from '../test/support/episode.ts';
import type { Attempt } from '../test/support/patient-sender.ts';
import { type Count, failureKey } from './audit.ts';
import type { World } from './soak-world.ts';

/** All together ask no function for more than its thread takes at a time (local/lambda.ts). */
const AT_ONCE = 2;
/** After so much that is wrong it ends early. */
const ENOUGH = 10;

/** What pipelines have gone through. */
export class Lives {
  readonly #world: World;
  /** What is wrong, for a person. */
  readonly wrong: string[] = [];
  /** How often each failure was seen, and how many attempts at it may be counted yet. */
  readonly reports = new Map<string, Count>();
  readonly attempts = { answered: 0, unanswered: 0, slowestMs: 0 };
  pipelines = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Has new pipelines live, some at a time, until a time of `performance.now()`. Each is checked and forgotten
   * when it has ended.
   */
  async goOnUntil(deadline: number, seed: number): Promise<void> {
    const live = async () => {
      while (performance.now() < deadline && this.wrong.length < ENOUGH) {
        const [senders = []] = fc.sample(episode, { seed: seed + this.pipelines++, numRuns: 1 });
        await this.#live(senders);
      }
    };
    await whenAllEnd(Array.from({ length: AT_ONCE }, live));
  }

  async #live(senders: Parameters<Pipeline['live']>[1]): Promise<void> {
    const { url, losses } = this.#world;
    const pipeline = new Pipeline((went) => this.#count(went));
    const { namespace, name, history } = pipeline;
    try {
      await pipeline.live(url, senders);
      await pipeline.look(url);
      this.wrong.push(...history.wrong(losses.of(namespace)).map((what) => `${namespace}: ${what}`));
    } catch (error) {
      this.wrong.push(`${namespace}: ${error instanceof Error ? error.message : error}`);
    }
    for (const reason of REASONS) {
      const { seen, unanswered } = history.reportsOf(reason);
      if (seen + unanswered === 0) continue;
      const unsure = unanswered === 0 ? 0 : unanswered + losses.of(namespace).length;
      this.reports.set(failureKey(namespace, name, reason), { sure: seen, unsure });
    }
    losses.forget(namespace);
  }

  #count({ start, end, answer }: Attempt): void {
    this.attempts[answer ? 'answered' : 'unanswered']++;
    this.attempts.slowestMs = Math.max(this.attempts.slowestMs, end - start);
  }
}
