/** What Kubernetes appends to `generateName` (k8s.io/apimachinery, util/rand): no vowels, which could make words. */
const SUFFIX = '[bcdfghjklmnpqrstvwxz2456789]{5}(?![a-z0-9])';
/** How much of `generateName` it keeps (k8s.io/apiserver, storage/names). */
const MAX_BASE = 58;

/** Shorter ids may be any number or word of a reason: `exit code 1`. */
const MIN_ID = 5;

const escaped = (name: string) => `(?<![a-z0-9])${RegExp.escape(name)}`;

/**
 * A failure's reason without names that differ in the next run of the same resource, and that only the report's own
 * fields give away: the run's id, and what Kubernetes appended to a name that it had to cut. What it appends to others, the
 * fingerprint masks.
 * @param resourceName what its runs may be named after
 * @param runId an id or name of the run
 */
export function withoutRunNames(reason: string, resourceName: string, runId = ''): string {
  const base = `${resourceName}-`.slice(0, MAX_BASE);
  const known =
    runId.length < MIN_ID ? reason : reason.replace(new RegExp(`${escaped(runId)}(?![a-z0-9])`, 'gi'), '#');
  return known.replace(new RegExp(`${escaped(base)}${SUFFIX}`, 'g'), base);
}
