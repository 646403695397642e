import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { MAX_SENT_BYTES, sentBytes } from '../issue/size.ts';
import { Entries, type Entry, type Order } from './entries.ts';
import { type IssueItem, issueItemSchema, type Key, toIssue } from './items.ts';
import type { ReadBudget } from './read-budget.ts';
import { batchGet, type Table } from './table.ts';

/** In how many steps the index is read, so that an answer does not take long: with a filter, most may be in vain. */
const FILTERED_STEPS = 4;
const INDEX_STEPS = 12;
/** How many entries a search reads at a time, and with how few left. */
const SEARCHED_ENTRIES = 500;
const FEW_ENTRIES = 100;

interface WalkOptions {
  readonly table: Table;
  readonly budget: ReadBudget;
  /** The queries of the index whose entries, merged, are the list. */
  readonly inputs: readonly QueryCommandInput[];
  readonly order: Order;
  /** The place after which the page begins. */
  readonly from: string;
  readonly offset: number;
  readonly limit: number;
  readonly matches: (item: IssueItem) => boolean;
  /** Whether an entry does not tell if its issue matches, so that all issues have to be read. */
  readonly isSearch: boolean;
  /** How many matches there are down to a place, as far as that is known. */
  readonly counted: { readonly total: number; readonly downTo: string };
  /** Whether to count beyond the page. */
  readonly isCounting: boolean;
}

/**
 * Walks down a list: fills a page, and counts the matches on its way and after it. Each step is one round trip: it
 * reads issues whose entries are known, and at the same time more entries.
 */
export class Walk {
  /** The page's issues, and where the index lists them. */
  readonly found: { readonly place: string; readonly item: IssueItem }[] = [];
  /** How many matches there are down to `downTo`. */
  total: number;
  downTo: string;

  readonly #options: WalkOptions;
  #steps = 0;
  /** The page's entries. */
  #entries: Entries;
  /** The entries that are counted: the page's, or those after what was counted before. */
  #counter: Entries | undefined;
  /** Entries whose issues are to be read. */
  #queue: Entry[] = [];
  /** Everything down to here was looked at. */
  #looked: string;
  /** Everything down to here is on the page, or not to be shown on any. */
  #pageEnd: string;
  #isPageDone = false;
  #skipped = 0;
  #bytes = 0;

  constructor(options: WalkOptions) {
    const { order, from, counted } = options;
    this.#options = options;
    this.total = counted.total;
    this.downTo = counted.downTo;
    this.#entries = this.#entriesAfter(from);
    this.#counter = order.isBefore(this.downTo, from) ? undefined : this.#entries;
    this.#looked = from;
    this.#pageEnd = from;
  }

  /** Where the next page begins; undefined on the last one. */
  get next(): string | undefined {
    return this.#pageEnd === this.#options.order.end ? undefined : this.#pageEnd;
  }

  /** Goes on until there is nothing left to do, or no more may be read. */
  async run(): Promise<void> {
    while (await this.step());
  }

  /** @returns whether there was anything to do */
  async step(): Promise<boolean> {
    const { table, budget, isSearch } = this.#options;
    this.#steps++;
    const { entries, wanted } = isSearch ? this.#wantedForSearch() : this.#wanted();
    const expected = wanted > 0 ? entries.expectedUnits(wanted) : 0;
    const isAffordable = expected < budget.left || this.#steps === 1;
    const chunk = this.#queue.splice(0, this.#wantedIssues(isAffordable ? expected : 0));
    if (chunk.length === 0 && (wanted === 0 || !isAffordable)) return false;
    const [raw, more] = await Promise.all([
      batchGet(table, chunk, budget),
      wanted > 0 && isAffordable ? entries.read(wanted) : [],
    ]);
    const items = new Map(raw.map((one) => issueItemSchema.parse(one)).map((item) => [keyOf(item), item]));
    for (const entry of chunk) this.#look(entry, items.get(keyOf(entry)));
    for (const entry of more) this.#enter(entry, entries);
    this.#settle();
    return true;
  }

  #entriesAfter(place: string): Entries {
    const { table, inputs, order, budget } = this.#options;
    return new Entries({ table, inputs, order, from: place, budget });
  }

  get #isCounting(): boolean {
    return this.#options.isCounting && this.downTo !== this.#options.order.end;
  }

  /** Which entries to read, and how many are of use. */
  #wanted(): { entries: Entries; wanted: number } {
    const { inputs, order, offset, limit, budget } = this.#options;
    const none = { entries: this.#entries, wanted: 0 };
    const isFiltered = inputs.some(({ FilterExpression }) => FilterExpression !== undefined);
    if (this.#steps > (isFiltered ? FILTERED_STEPS : INDEX_STEPS)) return none;
    // One more tells whether the page is the last.
    const missing = offset - this.#skipped + limit - this.found.length + 1 - this.#queue.length;
    if (!this.#isPageDone && missing > 0 && this.#entries.end !== order.end) {
      return { entries: this.#entries, wanted: missing };
    }
    if (!this.#isCounting) return none;
    if (this.#counter === undefined || order.isBefore(this.#counter.end, this.downTo)) {
      this.#counter = this.#entriesAfter(this.downTo);
    }
    const counted = { entries: this.#counter, wanted: Number.POSITIVE_INFINITY };
    // The page comes first.
    const unread = this.#isPageDone ? 0 : Math.min(this.#queue.length, limit - this.found.length);
    const isLeft = budget.left - budget.expectedUnits(unread) > this.#counter.expectedUnits(counted.wanted);
    return isLeft ? counted : none;
  }

  #wantedForSearch(): { entries: Entries; wanted: number } {
    const { order } = this.#options;
    const isBehind = this.#counter === undefined || order.isBefore(this.#looked, this.downTo);
    if (this.#isPageDone && this.#isCounting && isBehind) {
      this.#entries = this.#entriesAfter(this.downTo);
      this.#counter = this.#entries;
      this.#queue = [];
      this.#looked = this.downTo;
    }
    const isOver = (this.#isPageDone && !this.#isCounting) || this.#entries.end === order.end;
    return {
      entries: this.#entries,
      wanted: isOver || this.#queue.length >= FEW_ENTRIES ? 0 : SEARCHED_ENTRIES,
    };
  }

  /** How many issues to read, of those whose entries are known. */
  #wantedIssues(reserved: number): number {
    const { budget, limit, isSearch } = this.#options;
    const affordable = budget.chunk(reserved);
    if (isSearch) return this.#isPageDone && !this.#isCounting ? 0 : affordable;
    if (this.#isPageDone) return 0;
    const { length } = this.found;
    const fitting = length === 0 ? limit : Math.ceil(((MAX_SENT_BYTES - this.#bytes) * length) / this.#bytes);
    return Math.min(affordable, limit - length, Math.max(1, fitting));
  }

  #enter(entry: Entry, from: Entries): void {
    const { isSearch, offset } = this.#options;
    if (!isSearch) {
      this.#count(entry, from);
      if (from !== this.#entries || this.#isPageDone) return;
      if (this.#skipped < offset) {
        this.#skipped++;
        this.#looked = entry.position;
        return;
      }
    }
    this.#queue.push(entry);
  }

  #look(entry: Entry, item: IssueItem | undefined): void {
    const { isSearch, matches } = this.#options;
    if (item && matches(item)) {
      if (isSearch) this.#count(entry, this.#entries);
      if (!this.#isPageDone) this.#show(entry, item);
    }
    this.#looked = entry.position;
  }

  #show({ position }: Entry, item: IssueItem): void {
    const { isSearch, offset, limit } = this.#options;
    if (isSearch && this.#skipped < offset) {
      this.#skipped++;
      return;
    }
    const bytes = sentBytes(toIssue(item));
    const isFull = this.#bytes + bytes > MAX_SENT_BYTES && this.found.length > 0;
    if (isFull || this.found.length === limit) {
      this.#pageEnd = this.#looked;
      this.#isPageDone = true;
      return;
    }
    this.found.push({ place: position, item });
    this.#bytes += bytes;
  }

  #count({ position }: Entry, from: Entries): void {
    if (from === this.#counter && this.#options.order.isBefore(this.downTo, position)) this.total++;
  }

  /** After a step, notes how far it came. */
  #settle(): void {
    const { isSearch, order, limit } = this.#options;
    if (this.#queue.length === 0) this.#looked = this.#entries.end;
    if (!this.#isPageDone) {
      this.#pageEnd = this.#looked;
      const isFull = !isSearch && this.found.length === limit && this.#queue.length > 0;
      this.#isPageDone = isFull || this.#pageEnd === order.end;
    }
    const counted = isSearch ? this.#looked : this.#counter?.end;
    if (this.#counter && counted !== undefined && order.isBefore(this.downTo, counted)) this.downTo = counted;
  }
}

const keyOf = ({ PK, SK }: Key) => `${PK}#${SK}`;
