import type { Rule } from './rule.ts';

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
function fingerprint(message: string): string {
  const folded = message.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
  return VOLATILE.reduce((masked, pattern) => masked.replace(pattern, '# '), folded)
    .replace(/\s+/g, ' ')
    .trim();
}

/** The rule of the first keys, which have no version in them (dedup.ts). */
export const rule1: Rule = { version: 1, fingerprint };
