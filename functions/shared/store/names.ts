/* The names that the table's definition (lib/issue-table.ts) and its permissions share with the store. */

/** Local, sparse index: the active issues of a scope. */
export const ACTIVE_IN_SCOPE = 'activeInScope';
/** Global index: the lists. */
export const BY_NAMESPACE = 'byNamespace';

/** A partition without items: read to see whether the table answers. */
export const HEALTH_KEY = 'HEALTH';

/** Beginning of the partitions with what is noted of senders: no scope's key begins with a `#`. */
export const SENDERS = '#SENDER#';
export const ALL_SENDERS = `${SENDERS}*`;
/** The partition of one sender. */
export const senderPartition = (sender: string) => `${SENDERS}${sender}`;

/** The partition that names all namespaces that ever had an issue. */
export const NAMESPACES = 'NAMESPACES';

/** The partition of the tokens; every scope's key has a `#`. */
export const TOKENS = 'TOKENS';
