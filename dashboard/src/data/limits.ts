/** What the API takes at most; a test compares it with what is validated. */
export const LIMITS = {
  /** Characters of an issue's title, and of its description. */
  title: 1_000,
  description: 30_000,
  /** Characters of a search. */
  search: 200,
  /** Characters of a token's name. */
  tokenName: 100,
  /** Values of a filter: of so many namespaces are issues listed at a time. */
  values: 20,
} as const;
