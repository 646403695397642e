/** One page of a list. */
interface Page<T> {
  readonly data: readonly T[];
  /** Of the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/**
 * Everything in a list, page by page, each page asked for when it is needed:
 * `for await (const issue of all((cursor) => kite.GET('/api/v1/issues', {params: {query: {namespace: ['team-a'], cursor}}})))`.
 * @param read reads the page at a cursor; undefined for the first
 */
export async function* all<T>(
  read: (cursor: string | undefined) => Promise<{ readonly data?: Page<T> }>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const { data: page } = await read(cursor);
    if (page === undefined) return;
    yield* page.data;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
