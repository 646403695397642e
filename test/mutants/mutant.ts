/** A deliberate breakage of the code, and the test that must notice it. */
export interface Mutant {
  /** What the threat model and `npm run mutants -- <id>` call it. */
  readonly id: string;
  /** What the code promises, and no longer does when it is broken so. */
  readonly guarantee: string;
  readonly file: string;
  /** Texts, each of which is in the file exactly once, and what takes their place. */
  readonly changes: readonly (readonly [text: string, replacement: string])[];
  readonly test: {
    readonly file: string;
    /** A part of the test's name; of several with it, one has to fail. */
    readonly name: string;
  };
}
