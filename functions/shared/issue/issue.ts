import * as z from 'zod/mini';
import type { Scope } from './scope.ts';
import { httpUrlSchema, text } from './text.ts';

/* Requests and answers have files of their own, so that no function loads schemas it does not use. */

export const severitySchema = z.enum(['info', 'minor', 'major', 'critical']);
type Severity = z.infer<typeof severitySchema>;
export const issueTypeSchema = z.enum(['build', 'test', 'release', 'dependency', 'pipeline']);
type IssueType = z.infer<typeof issueTypeSchema>;
/** Other names that requests may use for a type. Pipelines' resource type is easily taken for their issue type. */
export const ISSUE_TYPE_ALIASES = { pipelinerun: 'pipeline' };
export const stateSchema = z.enum(['ACTIVE', 'RESOLVED']);
export type State = z.infer<typeof stateSchema>;

/*
 * These limits keep an issue, at three UTF-8 bytes a character, under DynamoDB's 400 KB for an item;
 * test/store/limits.test.ts stores the largest one.
 */
export const MAX_TITLE = 1_000;
export const MAX_DESCRIPTION = 30_000;
/** The reason that a sender gives for a failure; as long as a webhook's body can be. A description shows its ends. */
export const reasonSchema = text(1_000_000);

export const MAX_LINK_TITLE = 200;
export const linkSchema = z.object({ title: text(MAX_LINK_TITLE), url: httpUrlSchema });
export type Link = z.infer<typeof linkSchema>;
export const MAX_LINKS = 20;

/** How many issues one issue can be related to: deleting it removes it from all of them in one transaction. */
export const MAX_RELATED = 97;

/** A key of the reporter's own. */
export const dedupKeySchema = text(1_000);
/**
 * What tells failures of one scope and type apart: a key of the reporter's own, which counts as it is, or a message,
 * whose fingerprint counts (docs/fingerprints.md).
 */
type DedupKey = string | { readonly message: string };

/** What one failure report says, whatever sent it. Reports with the same identity are one issue (dedup.ts). */
export interface FailureReport {
  readonly namespace: string;
  readonly scope: Scope;
  readonly issueType: IssueType;
  readonly dedupKey: DedupKey;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly links: readonly Link[];
  readonly state: State;
}
