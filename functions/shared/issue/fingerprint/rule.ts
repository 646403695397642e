/** When two messages tell of the same failure: when their fingerprints are the same. */
export interface Rule {
  /** Part of the keys of the issues that are stored by it. It rises whenever a message's fingerprint may change. */
  readonly version: number;
  /** What stays the same of a message when the same failure happens again; in time linear in its length. */
  readonly fingerprint: (message: string) => string;
}
