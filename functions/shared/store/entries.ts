import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { State } from '../issue/issue.ts';
import { keySchema, listed, listedSchema } from './items.ts';
import { BY_NAMESPACE } from './names.ts';
import type { ReadBudget } from './read-budget.ts';
import type { Table } from './table.ts';

/** An issue's entry in `byNamespace`. */
const entrySchema = z.extend(keySchema, { position: z.string(), filter: listedSchema });
export type Entry = z.infer<typeof entrySchema>;
/** Where a query stopped. */
const restSchema = z.object({ position: z.string() });

/** The query of a namespace's issues in a state. */
export const ofState = (table: Table, namespace: string, state: State) => ({
  TableName: table.name,
  IndexName: BY_NAMESPACE,
  KeyConditionExpression: 'listed = :listed',
  ExpressionAttributeValues: { ':listed': listed(namespace, state) },
});

/** How many entries of a partition are read at a time: about the 1 MB that DynamoDB returns at most. */
const AT_ONCE = 4_000;
/** 1,000 entries have some 250 KB. */
const UNITS_PER_ENTRY = 0.032;

/** An order of lists. */
export interface Order {
  /** The places before all and after all issues: `position()` in items.ts is between them. */
  readonly start: string;
  readonly end: string;
  readonly isBefore: (a: string, b: string) => boolean;
  /** Whether it is that of the index's keys. */
  readonly isAscending: boolean;
}
export const ORDERS = {
  newest: { start: '~', end: '', isBefore: (a, b) => a > b, isAscending: false },
  oldest: { start: '', end: '~', isBefore: (a, b) => a < b, isAscending: true },
} as const satisfies Readonly<Record<string, Order>>;

/** Partitions of `byNamespace`, and how they are read. */
interface Source {
  readonly table: Table;
  readonly inputs: readonly QueryCommandInput[];
  readonly order: Order;
  /** The place after which to begin. */
  readonly from: string;
  readonly budget: ReadBudget;
}

/** A partition that is read in an order. */
interface Part {
  readonly input: QueryCommandInput;
  /** Read, and not given out: another partition may have entries that come before them. */
  waiting: Entry[];
  /** All entries down to here were read. */
  end: string;
  rest?: Record<string, unknown> | undefined;
}

/** Entries of partitions of `byNamespace`, merged in the order of lists, and read as they are asked for. */
export class Entries {
  readonly #source: Source;
  readonly #parts: readonly Part[];
  /** By issue: one that changes its state meanwhile is found in two partitions. */
  readonly #given = new Set<string>();

  constructor(source: Source) {
    this.#source = source;
    const { inputs, order, from } = source;
    this.#parts = inputs.map((input) => ({ input: after(input, order, from), waiting: [], end: from }));
  }

  /** All entries down to here were given out. */
  get end(): string {
    const { isBefore, end } = this.#source.order;
    return this.#parts.reduce((first, part) => (isBefore(part.end, first) ? part.end : first), end);
  }

  /** What reading takes, in read units, at most. */
  expectedUnits(wanted: number): number {
    return UNITS_PER_ENTRY * this.#reads(wanted).reduce((sum, { Limit }) => sum + Limit, 0);
  }

  /**
   * Reads on, one round trip.
   * @param wanted how many more entries are of use
   * @returns those that come next, in order
   */
  async read(wanted: number): Promise<Entry[]> {
    await Promise.all(this.#reads(wanted).map(({ part, Limit }) => this.#readPart(part, Limit)));
    return this.#take();
  }

  /** Which partitions to read on, and how many entries of each. */
  #reads(wanted: number) {
    const open = this.#parts.filter(
      ({ end, waiting }) => end !== this.#source.order.end && waiting.length < wanted,
    );
    const most = Math.min(AT_ONCE, Math.ceil(this.#source.budget.entriesAtOnce / open.length));
    return open.map((part) => {
      // A filter is applied after the limit, and would make small pages of few entries.
      const isFiltered = part.input.FilterExpression !== undefined;
      return { part, Limit: isFiltered ? most : Math.min(most, wanted - part.waiting.length) };
    });
  }

  async #readPart(part: Part, Limit: number): Promise<void> {
    const { table, order, budget } = this.#source;
    const { Items, LastEvaluatedKey, ConsumedCapacity } = await table.db.send(
      new QueryCommand({ ...part.input, Limit, ...(part.rest && { ExclusiveStartKey: part.rest }) }),
    );
    budget.tookIndex(ConsumedCapacity?.CapacityUnits ?? 0);
    part.waiting.push(...(Items ?? []).map((item) => entrySchema.parse(item)));
    part.rest = LastEvaluatedKey;
    part.end = LastEvaluatedKey ? restSchema.parse(LastEvaluatedKey).position : order.end;
  }

  #take(): Entry[] {
    const { end } = this;
    const { isBefore } = this.#source.order;
    const ready: Entry[] = [];
    for (const part of this.#parts) {
      const below = part.waiting.findIndex(({ position }) => isBefore(end, position));
      ready.push(...part.waiting.splice(0, below === -1 ? part.waiting.length : below));
    }
    const inOrder = ready.sort(
      (a, b) => Number(isBefore(b.position, a.position)) - Number(isBefore(a.position, b.position)),
    );
    return inOrder.filter(({ PK, SK }) => {
      const issue = `${PK}#${SK}`;
      const isNew = !this.#given.has(issue);
      this.#given.add(issue);
      return isNew;
    });
  }
}

/** The query, from the first entry after `place` on. */
const after = (input: QueryCommandInput, order: Order, place: string): QueryCommandInput => ({
  ...input,
  ScanIndexForward: order.isAscending,
  ReturnConsumedCapacity: 'TOTAL',
  ...(place !== order.start && {
    KeyConditionExpression: `${input.KeyConditionExpression} AND #position ${order.isAscending ? '>' : '<'} :after`,
    ExpressionAttributeNames: { ...input.ExpressionAttributeNames, '#position': 'position' },
    ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ':after': place },
  }),
});
