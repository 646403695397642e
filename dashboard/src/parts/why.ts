import type { RelatedIssue } from '../data/issues.ts';
import { withoutColours } from './terminal.ts';

/** What Kite's webhooks put around a reason: the name is in the row already, and the log among its links. */
const AROUND = /^The .{1,300}? failed(?: with (?:reason|error))?: |\. Link to logs: \S+$/gs;

/** The reason alone. */
const reasonOf = (description: string): string =>
  withoutColours(description)
    .replace(AROUND, '')
    .replace('The release failed in phase: ', 'failed in phase: ');

/** Why it failed, as one line. Titles of webhooks say no more than the name, which is there already. */
export const whyOf = ({ title, description }: Pick<RelatedIssue, 'title' | 'description'>, name: string) =>
  title.includes(name) ? reasonOf(description) : `${title} — ${reasonOf(description)}`;
