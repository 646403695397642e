/* The names that the table's definition (lib/issue-table.ts) and its permissions share with the store. */

/** Local, sparse index: the active issues of a scope. */
export const ACTIVE_IN_SCOPE = 'activeInScope';
/** Global index: the lists. */
export const BY_NAMESPACE = 'byNamespace';

/** A partition without items: read to see whether the table answers. */
export const HEALTH_KEY = 'HEALTH';

/** The partition that names all namespaces that ever had an issue. */
export const NAMESPACES = 'NAMESPACES';

/** The partition of the tokens; every scope's key has a `#`. */
export const TOKENS = 'TOKENS';
