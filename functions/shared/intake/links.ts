import { withoutPasswords, withoutUser } from '../issue/passwords.ts';
import { httpUrlSchema } from '../issue/text.ts';

/**
 * A host, by its dots, its port or the path behind it: what people write who leave out the scheme. No number, which
 * a URL would take for an address, and no `N/A`.
 */
const WITHOUT_SCHEME =
  /^(?!\d+\/|\d+\.\d+$|n\/a$)(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5}\/?|(?::\d{1,5})?[/?#]\S*)|[a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i;

/** A user name and password at the beginning of such a link. */
const USER = /^(?!https?:|mailto:)[^\s/@:]+:[^\s/@]*@/i;

/** A link with `https://` where the scheme was left out. */
function withScheme(text: string): string {
  const link = text.trim();
  return WITHOUT_SCHEME.test(link.replace(USER, '')) ? `https://${link}` : link;
}

/** A text as a URL without user name and password; undefined when it is none. */
function parse(text: string): URL | undefined {
  const safe = withoutUser(withScheme(text));
  return URL.canParse(safe) ? new URL(safe) : undefined;
}

/** Whether a link has a user name or password, in whatever way it is written. */
export function hasCredentials(text: string): boolean {
  const link = withScheme(text);
  return withoutUser(link) !== link;
}

/**
 * A link as it is stored: the parsed URL's own form, without user name and password, with `https://` where the
 * scheme was left out.
 * @returns undefined for a text that is no http or https URL of at most 2,048 characters
 */
export const toUrl = (text: string): string | undefined => httpUrlSchema.safeParse(parse(text)?.href).data;

/** What a text is that `toUrl` makes no link of. */
export const notUrl = (text: string): string =>
  /^https?:.{2043}/i.test(parse(text)?.href ?? '')
    ? 'a URL of over 2,048 characters'
    : 'no http or https URL';

/**
 * A text that is no link, without the user names and passwords in it, also where the scheme was left out. It may be no
 * link because its password holds a slash or an at sign, so all between a colon and the last at sign counts as one.
 * Limited, so that a hostile megabyte takes no minutes.
 */
export const withoutCredentials = (text: string): string =>
  withoutPasswords(text)
    .replace(/\/\/[^\s/]*@/g, '//')
    .replace(/(?<![^\s"'<(=])(?!mailto:)[^\s/@:"'<(=]+:(?!\/\/)[^\s@]{0,200}@(?=[^\s@])/g, '');
