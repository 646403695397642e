import type { Operation } from './database-proxy.ts';
import { isWrite } from './faults.ts';

const NAMESPACE = /team-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** The times of writes whose answer was lost and which may have been carried out, by namespace. */
export class Losses {
  readonly #times = new Map<string, number[]>();

  /** @param at when the request was sent, in milliseconds of `performance.now()` */
  note(operation: Operation, at: number): void {
    const [namespace] = NAMESPACE.exec(operation.body.toString()) ?? [];
    if (namespace === undefined || !isWrite(operation)) return;
    this.#times.set(namespace, [...this.of(namespace), at]);
  }

  of(namespace: string): readonly number[] {
    return this.#times.get(namespace) ?? [];
  }

  /** Frees the memory of a namespace that is no longer needed. */
  forget(namespace: string): void {
    this.#times.delete(namespace);
  }
}
