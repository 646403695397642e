/** `//` behind a scheme, also as JSON may write it. */
const BEGIN = String.raw`:(?:\\?/){2}`;
/** What ends a URL, for a class of characters. */
const END = String.raw`\s"<>\x60`;
const USER = `[^${END}'/?#@:[]*`;
/** Not of a port, which also follows a colon. */
const COLON = String.raw`:(?!\d{1,5}(?![^\s/?#'",;)\]}<>|\\]))`;

/**
 * User names and passwords of URLs that stand in a text, up to the `@`. A password may hold `@`, and also `/`, `?` and
 * `#`, though these should be escaped. What follows the `@` of a container image is its digest, and no host. Each one
 * ends before the next URL, so that the time stays linear in the text's length.
 */
const USERINFO = new RegExp(
  String.raw`(?<=[a-z\d+.-]{2}${BEGIN})(?:${[
    String.raw`[^${END}'/?#@:[\],;|(){}]*`,
    `${USER}${COLON}[^${END}/?#]*`,
    `${USER}${COLON}(?:(?!${BEGIN})[^${END}]){0,2000}`,
  ].join('|')})@(?!sha(?:256|512):)`,
  'gi',
);

/** The same of a URL that is a parameter of another, and encoded for that. */
const ENCODED = new RegExp(
  String.raw`(?<=[a-z\d+.-]{2}%3a%2f%2f)(?:(?!%2f|%3f|%23)[^${END}/?#&])*(?:%40|@)`,
  'gi',
);

/** A text without the user names and passwords of the URLs in it: whoever may read an issue must not learn them. */
export const withoutPasswords = (text: string): string => text.replace(USERINFO, '').replace(ENCODED, '');

/** The same of a text that is a URL, in whatever way it is written; as it is if there are none. */
export function withoutUser(text: string): string {
  const safe = withoutPasswords(text);
  if (!URL.canParse(safe)) return safe;
  const url = new URL(safe);
  if (url.username === '' && url.password === '') return safe;
  url.username = '';
  url.password = '';
  return url.href;
}
