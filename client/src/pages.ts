/** One page of a list. */
interface Page<T> {
  readonly data: readonly T[];
  /** Of the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/**
 * Everything in a list, page by page, each page asked for when it is needed:
 * `for await (const issue of all((page) => kite.get('/api/v1/issues', {params: {query: {namespace: ['team-a'], ...page}}})))`.
 * @param read reads the page at a cursor; without one, the first
 */
export async function* all<T>(
  read: (page: { readonly cursor?: string }) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read(cursor === null ? {} : { cursor });
    yield* page.data;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
