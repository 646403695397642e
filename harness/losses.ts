import type { Operation } from './database-proxy.ts';
import { isWrite } from './faults.ts';

const NAMESPACE = /team-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** When the database may have written what it did not answer, by namespace (`newNamespace`). */
export class Losses {
  readonly #times = new Map<string, number[]>();

  /** @param at when it was asked, in milliseconds of `performance.now()` */
  note(operation: Operation, at: number): void {
    const [namespace] = NAMESPACE.exec(operation.body.toString()) ?? [];
    if (namespace === undefined || !isWrite(operation)) return;
    this.#times.set(namespace, [...this.of(namespace), at]);
  }

  of(namespace: string): readonly number[] {
    return this.#times.get(namespace) ?? [];
  }

  /** When nobody will ask for a namespace's any more. */
  forget(namespace: string): void {
    this.#times.delete(namespace);
  }
}
