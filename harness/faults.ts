import type { Fault, Operation } from './database-proxy.ts';

/** The fault for an operation, if it applies to it. */
type FaultOf = (operation: Operation) => Fault | undefined;

/** A fault in which the database answers with an error. */
export const refuse = (type: string, status = 400): Fault => ({ kind: 'refuse', type, status });

/** How a transaction is refused: with a reason for each of its actions. */
const cancel = (Code: string): Fault => ({
  ...{ kind: 'refuse', type: 'TransactionCanceledException', status: 400 },
  more: { CancellationReasons: [{ Code }, { Code: 'None' }] },
});
const isTransaction = ({ name }: Operation) => name === 'TransactWriteItems';
/** Whether an operation may write. */
export const isWrite = ({ name }: Operation) => /Update|Put|Delete|Write/.test(name);

/** Everything that can go wrong between the functions and the database. */
const FAULTS = {
  latency: () => ({ kind: 'delay', milliseconds: 200 }),
  'connections that are reset': () => ({ kind: 'reset' }),
  'internal errors': () => refuse('InternalServerError', 500),
  'provisioned throughput that is exceeded': () => refuse('ProvisionedThroughputExceededException'),
  throttling: () => refuse('ThrottlingException'),
  'transactions that are throttled': (operation) =>
    isTransaction(operation) ? cancel('ThrottlingError') : undefined,
  'transactions in conflict': (operation) => {
    if (isTransaction(operation)) return cancel('TransactionConflict');
    return isWrite(operation) ? refuse('TransactionConflictException') : undefined;
  },
  'answers that are lost after it was done': () => ({ kind: 'lose', by: 'reset' }),
  'answers that never come after it was done': () => ({ kind: 'lose', by: 'hang' }),
  'requests that never arrive': () => ({ kind: 'hang' }),
  'batches that are read in part': ({ name }) => (name === 'BatchGetItem' ? { kind: 'halve' } : undefined),
} as const satisfies Record<string, FaultOf>;

/** The share of operations that each fault strikes; the sum is at most 1. */
export type Shares = Readonly<Partial<Record<keyof typeof FAULTS, number>>>;

/** All faults at once, each rare enough that most requests succeed. */
export const EVERYTHING: Shares = {
  latency: 0.06,
  'connections that are reset': 0.04,
  'internal errors': 0.04,
  'provisioned throughput that is exceeded': 0.02,
  throttling: 0.01,
  'transactions that are throttled': 0.04,
  'transactions in conflict': 0.04,
  'answers that are lost after it was done': 0.06,
  'answers that never come after it was done': 0.003,
  'requests that never arrive': 0.003,
  'batches that are read in part': 0.05,
};
/** How much more often `EVERYTHING` strikes in storms, so that some requests fail at every attempt. */
export const STORM = 2.6;

/** Random faults, and how often each has struck. */
export interface Misfortune {
  readonly fault: FaultOf;
  readonly struck: ReadonlyMap<string, number>;
}

/** The first third of this many operations meets a storm, again and again. */
const WAVE = 90;

/**
 * Makes faults strike at random.
 * @param random returns numbers from 0 to 1
 * @param storm how many times as often they strike in storms; between storms they are as many times rarer
 */
export function misfortune(shares: Shares, random: () => number, storm = 1): Misfortune {
  const faults = new Map<string, FaultOf>(Object.entries(FAULTS));
  const struck = new Map<string, number>();
  let asked = 0;
  return {
    struck,
    fault(operation) {
      const severity = asked++ % WAVE < WAVE / 3 ? storm : 1 / storm;
      let place = random() / severity;
      for (const [name, share] of Object.entries(shares)) {
        place -= share;
        if (place >= 0) continue;
        const fault = faults.get(name)?.(operation);
        if (fault) struck.set(name, (struck.get(name) ?? 0) + 1);
        return fault;
      }
      return undefined;
    },
  };
}
