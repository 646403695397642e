import * as z from 'zod';
import type { scope } from './scope.ts';
import { httpUrl, text } from './text.ts';

/* What is made of these is elsewhere, so that no function loads schemas that it does not use. */
export type { Issue, RelatedIssue } from './answer.ts';
export type { IssueChange } from './request.ts';

export const severity = z.enum(['info', 'minor', 'major', 'critical']);
export const issueType = z.enum(['build', 'test', 'release', 'dependency', 'pipeline']);
export const state = z.enum(['ACTIVE', 'RESOLVED']);
export type State = z.infer<typeof state>;

/*
 * The limits below keep an issue, at three UTF-8 bytes a character, under DynamoDB's 400 KB for an item;
 * test/store/limits.test.ts stores the largest one.
 */
export const MAX_TITLE = 1_000;
export const title = text(MAX_TITLE);
export const MAX_DESCRIPTION = 30_000;
export const description = text(MAX_DESCRIPTION);
/** The reason a sender gives for a failure; shorter than a description, which quotes it. */
export const MAX_REASON = 10_000;
export const failureReason = text(MAX_REASON);

export const link = z.object({ title: text(200), url: httpUrl });
export type Link = z.infer<typeof link>;
export const MAX_LINKS = 20;

/** How many issues one issue may be related to: a deletion removes it from all of them in one transaction. */
export const MAX_RELATED = 97;

/** What one failure report says, whoever sent it. Every report with the same identity is the same issue. */
export interface FailureReport {
  readonly namespace: string;
  readonly scope: z.infer<typeof scope>;
  readonly issueType: z.infer<typeof issueType>;
  /** Tells failures of one scope and type apart; see dedup.ts. */
  readonly dedupKey: string;
  readonly title: string;
  readonly description: string;
  readonly severity: z.infer<typeof severity>;
  readonly links: readonly Link[];
  readonly state: State;
}
