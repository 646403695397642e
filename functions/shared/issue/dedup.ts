import { hash } from 'node:crypto';
import type { FailureReport } from './issue.ts';

/**
 * How reports become issues: `fingerprint` makes one issue per distinct failure of a scope and type;
 * `scope` makes one per scope and type whatever the reason (what the public Kite backend does).
 */
export const DEDUP_POLICIES = ['fingerprint', 'scope'] as const;
export type DedupPolicy = (typeof DEDUP_POLICIES)[number];

/*
 * What varies between two runs of the same failure. Every pattern starts at a word boundary or a digit and
 * cannot rescan a run of characters, so that the time stays linear in the text's length.
 */
const VOLATILE: readonly RegExp[] = [
  // UUIDs
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
  // dates and times
  /\b\d{4}-\d{2}-\d{2}(?:[t ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:z|[+-]\d{2}:?\d{2})\b)?)?/g,
  /\b\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?\b/g,
  // hexadecimal: addresses, and hashes, which have a digit and a letter
  /\b0x[0-9a-f]{1,128}\b/g,
  /\b(?=[a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{7,128}\b/g,
  // durations, also compound ones: 1h 5m, 301 seconds
  /\b(?:\d{1,20}(?:\.\d{1,20})? ?(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?:\b|(?=\d)) ?)+/g,
  // whatever else is a number
  /\d+(?:[.,]\d+)*/g,
];

/**
 * What stays the same when the same failure happens again: case and white space folded; UUIDs, hashes,
 * times, durations and numbers masked. "Timed out after 301s" and "timed out  after 287s" are the same.
 */
export function fingerprint(failure: string): string {
  const folded = failure.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
  return VOLATILE.reduce((masked, pattern) => masked.replace(pattern, '# '), folded)
    .replace(/\s+/g, ' ')
    .trim();
}

/** The hash in an issue's key: 32 hex digits that tell apart the failures of one scope and namespace. */
export function dedupHash({ issueType, dedupKey }: FailureReport, policy: DedupPolicy): string {
  const identity = policy === 'scope' ? [issueType] : [issueType, dedupKey];
  return hash('sha256', JSON.stringify(identity), 'hex').slice(0, 32);
}
