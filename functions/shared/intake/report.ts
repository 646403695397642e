import { fingerprint } from '../issue/dedup.ts';
import { type FailureReport, MAX_DESCRIPTION, MAX_LINK_TITLE, MAX_LINKS, MAX_TITLE } from '../issue/issue.ts';
import { clean, shorten } from '../issue/text.ts';
import { hasCredentials, toUrl, withoutCredentials } from './links.ts';
import type { Mending } from './mend.ts';
import { withoutRunNames } from './run-names.ts';

/** A failure as a webhook or sender describes it; texts may be of any length. */
export interface Draft
  extends Pick<FailureReport, 'namespace' | 'scope' | 'issueType' | 'severity' | 'title' | 'description'> {
  readonly links: readonly { readonly title: string; readonly url: string | null | undefined }[];
  /** What tells this failure from others of the same resource; the fingerprint of the whole of it is taken. */
  readonly dedupKey: string;
  /** An id or name of the run that failed, which does not tell failures apart. */
  readonly runId?: string | undefined;
}

/**
 * The report of a failure: texts readable and within an issue's limits, links that lead somewhere. What could not
 * stay in its field is at the description's end; what was done is among the mending's warnings.
 */
export function toReport({ links, runId, ...draft }: Draft, mending: Mending): FailureReport {
  const dedupKey = withoutRunNames(draft.dedupKey, draft.scope.resourceName, runId);
  const stored = links.flatMap(({ title, url }) => {
    if (!url) return [];
    const href = toUrl(url);
    if (href !== undefined && hasCredentials(url)) {
      mending.warn('links', `had a user name or password for ${title}; they were removed`);
    }
    if (href !== undefined) return [{ title: shorten(clean(title), MAX_LINK_TITLE), url: href }];
    mending.warn('links', `have no http or https URL for ${title}`);
    mending.kept.push([title, withoutCredentials(clean(url))]);
    return [];
  });
  const kept = mending.kept.map(([field, text]) => `\n${field}: ${text}`).join('');
  const limited = (path: 'title' | 'description', text: string, max: number) => {
    if (text.length > max) {
      mending.warn(path, `was shortened from ${text.length} to ${max} characters`);
    }
    return shorten(text, max);
  };
  return {
    ...draft,
    title: limited('title', clean(draft.title), MAX_TITLE),
    description: limited('description', `${clean(draft.description)}${kept}`, MAX_DESCRIPTION),
    links: stored.slice(0, MAX_LINKS),
    state: 'ACTIVE',
    dedupKey: fingerprint(clean(dedupKey)),
  };
}
