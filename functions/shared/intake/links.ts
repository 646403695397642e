import { httpUrlSchema } from '../issue/text.ts';

/**
 * A host, by its dots, its port or the path behind it: what people write who leave out the scheme. No number, which
 * a URL would take for an address, and no `N/A`.
 */
const WITHOUT_SCHEME =
  /^(?!\d+\/|\d+\.\d+$|n\/a$)(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5}\/?|(?::\d{1,5})?[/?#]\S*)|[a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i;

/** A user name and password at the beginning of such a link. */
const USER = /^(?!https?:|mailto:)[^\s/@:]+:[^\s/@]*@/i;

/** A text as a URL, with `https://` where the scheme was left out; undefined when it is none. */
function parse(text: string): URL | undefined {
  const link = text.trim();
  const full = WITHOUT_SCHEME.test(link.replace(USER, '')) ? `https://${link}` : link;
  return URL.canParse(full) ? new URL(full) : undefined;
}

/**
 * A link as it is stored: the parsed URL's own form, without user name and password, with `https://` where the
 * scheme was left out.
 * @returns undefined for a text that is no http or https URL of at most 2,048 characters
 */
export function toUrl(text: string): string | undefined {
  const url = parse(text);
  if (url === undefined) return undefined;
  url.username = '';
  url.password = '';
  return httpUrlSchema.safeParse(url.href).data;
}

/** Whether a link has a user name or password, in whatever way it is written. */
export function hasCredentials(text: string): boolean {
  const url = parse(text);
  return url !== undefined && (url.username !== '' || url.password !== '');
}

/**
 * A text that is no link, without the user names and passwords in it. It may be none because its password holds a
 * slash or an at sign, so all between a colon and the last at sign counts as one, unless the colon begins a port.
 * Limited, so that a hostile megabyte takes no minutes.
 */
export const withoutCredentials = (text: string): string =>
  text
    .replace(/\/\/(?![^\s/@:]*:\d+\/)[^\s/@:]*:\S{0,200}@/g, '//')
    .replace(/\/\/[^\s/]*@/g, '//')
    .replace(/(?<![^\s"'<(=])(?!mailto:)[^\s/@:"'<(=]+:(?!\/\/)[^\s@]{0,200}@(?=[^\s@])/g, '');
