import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { filterSchema } from '../issue/filters.ts';
import type { State } from '../issue/issue.ts';
import { keySchema, listed } from './items.ts';
import { BY_NAMESPACE } from './names.ts';
import type { ReadBudget } from './read-budget.ts';
import type { Table } from './table.ts';

/** An issue's entry in `byNamespace`. */
const entrySchema = z.extend(keySchema, { position: z.string(), filter: filterSchema });
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

/** Places before all and after all issues: `position()` in items.ts is between them. */
export const TOP = '~';
export const BOTTOM = '';

/** Partitions of `byNamespace`, and how they are read. */
interface Source {
  readonly table: Table;
  readonly inputs: readonly QueryCommandInput[];
  /** The place after which to begin. */
  readonly from: string;
  readonly budget: ReadBudget;
}

/** A partition that is read from its newest entry on. */
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
    const { inputs, from } = source;
    this.#parts = inputs.map((input) => ({ input: after(input, from), waiting: [], end: from }));
  }

  /** All entries down to here were given out. */
  get end(): string {
    return this.#parts.reduce((newest, { end }) => (end > newest ? end : newest), BOTTOM);
  }

  /** What reading takes, in read units, at most. */
  expectedUnits(wanted: number): number {
    return UNITS_PER_ENTRY * this.#reads(wanted).reduce((sum, { Limit }) => sum + Limit, 0);
  }

  /**
   * Reads on, one round trip.
   * @param wanted how many more entries are of use
   * @returns those that come next, newest first
   */
  async read(wanted: number): Promise<Entry[]> {
    await Promise.all(this.#reads(wanted).map(({ part, Limit }) => this.#readPart(part, Limit)));
    return this.#take();
  }

  /** Which partitions to read on, and how many entries of each. */
  #reads(wanted: number) {
    const open = this.#parts.filter(({ end, waiting }) => end !== BOTTOM && waiting.length < wanted);
    const most = Math.min(AT_ONCE, Math.ceil(this.#source.budget.entriesAtOnce / open.length));
    return open.map((part) => {
      // A filter is applied after the limit, and would make small pages of few entries.
      const isFiltered = part.input.FilterExpression !== undefined;
      return { part, Limit: isFiltered ? most : Math.min(most, wanted - part.waiting.length) };
    });
  }

  async #readPart(part: Part, Limit: number): Promise<void> {
    const { table, budget } = this.#source;
    const { Items, LastEvaluatedKey, ConsumedCapacity } = await table.db.send(
      new QueryCommand({ ...part.input, Limit, ...(part.rest && { ExclusiveStartKey: part.rest }) }),
    );
    budget.tookIndex(ConsumedCapacity?.CapacityUnits ?? 0);
    part.waiting.push(...(Items ?? []).map((item) => entrySchema.parse(item)));
    part.rest = LastEvaluatedKey;
    part.end = LastEvaluatedKey ? restSchema.parse(LastEvaluatedKey).position : BOTTOM;
  }

  #take(): Entry[] {
    const { end } = this;
    const ready: Entry[] = [];
    for (const part of this.#parts) {
      const below = part.waiting.findIndex(({ position }) => position < end);
      ready.push(...part.waiting.splice(0, below === -1 ? part.waiting.length : below));
    }
    return newestFirst(ready).filter(({ PK, SK }) => {
      const issue = `${PK}#${SK}`;
      const isNew = !this.#given.has(issue);
      this.#given.add(issue);
      return isNew;
    });
  }
}

const newestFirst = (entries: readonly Entry[]) =>
  entries.toSorted((a, b) => (a.position < b.position ? 1 : a.position > b.position ? -1 : 0));

/** The query, from the newest entry after `place` on. */
const after = (input: QueryCommandInput, place: string): QueryCommandInput => ({
  ...input,
  ScanIndexForward: false,
  ReturnConsumedCapacity: 'TOTAL',
  ...(place !== TOP && {
    KeyConditionExpression: `${input.KeyConditionExpression} AND #position < :after`,
    ExpressionAttributeNames: { ...input.ExpressionAttributeNames, '#position': 'position' },
    ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ':after': place },
  }),
});
