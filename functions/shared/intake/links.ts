import { httpUrlSchema } from '../issue/text.ts';

/** A host, by its dots, its port or the path behind it: what people write who leave out the scheme. */
const WITHOUT_SCHEME =
  /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5}\/?|(?::\d{1,5})?[/?#]\S*)|[a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i;

/**
 * A link as it is stored: the parsed URL's own form, without user name and password, with `https://` where the
 * scheme was left out.
 * @returns undefined for a text that is no http or https URL of at most 2,048 characters
 */
export function toUrl(text: string): string | undefined {
  const full = WITHOUT_SCHEME.test(text.trim()) ? `https://${text.trim()}` : text.trim();
  if (!URL.canParse(full)) return undefined;
  const url = new URL(full);
  url.username = '';
  url.password = '';
  return httpUrlSchema.safeParse(url.href).data;
}

/** A text without the user names and passwords of the URLs in it. */
export const withoutCredentials = (text: string): string => text.replace(/\/\/[^\s/@]*@/g, '//');
