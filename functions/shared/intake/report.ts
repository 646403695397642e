import { type FailureReport, MAX_DESCRIPTION, MAX_LINK_TITLE, MAX_LINKS, MAX_TITLE } from '../issue/issue.ts';
import { withoutPasswords } from '../issue/passwords.ts';
import { clean, shorten } from '../issue/text.ts';
import { hasCredentials, notUrl, toUrl, withoutCredentials } from './links.ts';
import { HAD_PASSWORD, type Mending } from './mend.ts';
import { withoutRunNames } from './run-names.ts';

/** A failure as a webhook or sender describes it; texts may be of any length. */
export interface Draft
  extends Pick<
    FailureReport,
    'namespace' | 'scope' | 'issueType' | 'severity' | 'title' | 'description' | 'dedupKey'
  > {
  readonly links: readonly { readonly title: string; readonly url: string | null | undefined }[];
  /** An id or name of the run that failed, which does not tell failures apart. */
  readonly runId?: string | undefined;
}

/**
 * The report of a failure: texts readable and within an issue's limits, links that lead somewhere. What could not
 * stay in its field is at the description's end; what was done is among the mending's warnings.
 */
export function toReport({ links, dedupKey, runId, ...draft }: Draft, mending: Mending): FailureReport {
  const stored = links.flatMap(({ title, url }) => {
    if (!url) return [];
    const href = toUrl(url);
    if (href !== undefined && hasCredentials(url)) {
      mending.warn('links', `had a user name or password for ${title}; they were removed`);
    }
    if (href !== undefined) return [{ title: shorten(clean(title), MAX_LINK_TITLE), url: href }];
    mending.warn('links', `have ${notUrl(url)} for ${title}`);
    mending.kept.push([title, withoutCredentials(clean(url))]);
    return [];
  });
  const kept = mending.kept.map(([field, text]) => `\n${field}: ${text}`).join('');
  const safe = (path: 'title' | 'description') => {
    const text = clean(draft[path]);
    const without = withoutPasswords(text);
    if (without !== text) mending.warn(path, HAD_PASSWORD);
    return without;
  };
  const limited = (path: 'title' | 'description', text: string, max: number) => {
    if (text.length > max) {
      mending.warn(path, `was shortened from ${text.length} to ${max} characters`);
    }
    return shorten(text, max);
  };
  const comparable = (message: string) =>
    withoutRunNames(withoutPasswords(clean(message)), draft.scope.resourceName, runId);
  return {
    ...draft,
    title: limited('title', safe('title'), MAX_TITLE),
    description: limited('description', `${safe('description')}${kept}`, MAX_DESCRIPTION),
    links: stored.slice(0, MAX_LINKS),
    state: 'ACTIVE',
    dedupKey: typeof dedupKey === 'string' ? dedupKey : { message: comparable(dedupKey.message) },
  };
}
