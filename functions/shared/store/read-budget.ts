/** What one request may read, in DynamoDB's units: 4 MB of issues, or some 30,000 entries of the index. */
const MAX_UNITS = 1_000;
/** How many entries of the index are read at once, of all its partitions together: some 250 units. */
const ENTRIES_AT_ONCE = 8_000;
/** How many issues are read first, and what each may take: one with the longest description of emoji. */
const FIRST_CHUNK = 32;
const GREATEST = 31;
/** The most at a time: what one BatchGetItem reads. */
const MAX_CHUNK = 100;

export interface ReadBudgetOptions {
  /** @default - what one request may read */
  readonly units?: number;
  readonly entriesAtOnce?: number;
  readonly firstChunk?: number;
  /** Units that an item may take before any was read. */
  readonly greatest?: number;
}

/**
 * What a request may still read. How large an issue is shows only when it is read: so a few are read first, then more
 * at a time, by what those before took.
 */
export class ReadBudget {
  left: number;
  readonly entriesAtOnce: number;
  readonly #greatest: number;
  #chunk: number;
  #items = 0;
  #units = 0;

  constructor(options: ReadBudgetOptions = {}) {
    this.left = options.units ?? MAX_UNITS;
    this.entriesAtOnce = options.entriesAtOnce ?? ENTRIES_AT_ONCE;
    this.#chunk = options.firstChunk ?? FIRST_CHUNK;
    this.#greatest = options.greatest ?? GREATEST;
  }

  /**
   * How many items to read next, all at once; 0 when that would be too much.
   * @param reserved units that are not for them
   */
  chunk(reserved = 0): number {
    const affordable = Math.floor((this.left - reserved) / this.#each);
    return Math.max(this.#items === 0 ? 1 : 0, Math.min(this.#chunk, affordable));
  }

  /** What reading items takes, going by those that were read. */
  expectedUnits(items: number): number {
    return items * this.#each;
  }

  get #each(): number {
    return this.#units === 0 ? this.#greatest : this.#units / this.#items;
  }

  tookItems(items: number, units: number): void {
    if (items === 0) return;
    this.left -= units;
    this.#items += items;
    this.#units += units;
    this.#chunk = Math.min(2 * this.#chunk, MAX_CHUNK);
  }

  tookIndex(units: number): void {
    this.left -= units;
  }
}
