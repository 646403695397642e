import type { RelatedIssue } from './answer.ts';
import { shorten } from './text.ts';

/* A Lambda's response has at most 6 MiB as JSON inside JSON: every quote of a text takes four bytes there. */

/** What an answer's issues may take; the rest is for headers, warnings, and what surrounds them. */
export const MAX_SENT_BYTES = 5_500_000;

/**
 * What the related issues of one issue may take together, so that it fits with its own texts; 97 with the longest
 * titles and names take a third of it.
 */
const MAX_RELATED_BYTES = 4_000_000;

/** The bytes that a value takes in a Lambda's response. */
export const sentBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(JSON.stringify(value)));

/** The related issues of one issue: when they are too much together, each that is more than its share is cut to it. */
export function fitting(related: readonly RelatedIssue[]): readonly RelatedIssue[] {
  const sizes = related.map(sentBytes);
  if (sizes.reduce((sum, bytes) => sum + bytes, 0) <= MAX_RELATED_BYTES) return related;
  const share = Math.floor(MAX_RELATED_BYTES / related.length);
  return related.map((issue, index) => ((sizes[index] ?? 0) > share ? cut(issue, share) : issue));
}

/** Half of the room is for links, the first ones; the description is shortened to what they leave. */
function cut(issue: RelatedIssue, max: number): RelatedIssue {
  const room = max - sentBytes({ ...issue, description: '', links: [] });
  let left = room / 2;
  const tooMuch = issue.links.findIndex((link) => {
    left -= sentBytes(link);
    return left < 0;
  });
  const links = tooMuch === -1 ? issue.links : issue.links.slice(0, tooMuch);
  return { ...issue, links, description: shortenTo(issue.description, room - sentBytes(links)) };
}

function shortenTo(text: string, max: number): string {
  let shown = text;
  for (let bytes = sentBytes(shown); bytes > max; bytes = sentBytes(shown)) {
    shown = shorten(text, Math.floor(shown.length * Math.min(0.9, max / bytes)));
  }
  return shown;
}
