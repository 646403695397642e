import { hash } from 'node:crypto';
import type { Rule } from './fingerprint/rule.ts';
import type { FailureReport } from './issue.ts';
import { shorten } from './text.ts';

/**
 * How reports become issues: `fingerprint` makes one issue per distinct failure of a scope and type;
 * `scope` makes one per scope and type whatever the reason (what the public Kite backend does).
 */
export const DEDUP_POLICIES = ['fingerprint', 'scope'] as const;
export type DedupPolicy = (typeof DEDUP_POLICIES)[number];

/** What a report's issue is known by among those of its scope and namespace. */
export interface Identity {
  /** In the issue's key: 32 hex digits. */
  readonly hash: string;
  /** What the report's message became by the rule; undefined when no rule was asked. */
  readonly fingerprint?: string;
}

/** The rule decides about messages only: with the policy `scope`, or a key of the reporter's own, none is asked. */
export function identityOf(
  { issueType, dedupKey }: Pick<FailureReport, 'issueType' | 'dedupKey'>,
  policy: DedupPolicy,
  rule: Rule,
): Identity {
  if (policy === 'scope') return { hash: hashOf([issueType]) };
  if (typeof dedupKey === 'string') return { hash: hashOf([issueType, dedupKey]) };
  const fingerprint = rule.fingerprint(dedupKey.message);
  // Rule 1's keys are from before there were versions.
  const version = rule.version === 1 ? [] : [rule.version];
  return { fingerprint, hash: hashOf([issueType, fingerprint, ...version]) };
}

const hashOf = (identity: readonly unknown[]): string =>
  hash('sha256', JSON.stringify(identity), 'hex').slice(0, 32);

/** A fingerprint as answers show it. */
export const shownFingerprint = (fingerprint: string | undefined) =>
  fingerprint && shorten(fingerprint, 1_000);
