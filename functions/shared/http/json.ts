/** By the object or list that holds them: numbers that JavaScript would write in another way, as they stood. */
const sources = new WeakMap<object, Map<string, string>>();

/** How a number stood in the JSON, where that is not how JavaScript writes it: `1.0`, an id of 19 digits. */
export const sourceOf = (holder: object, key: string): string | undefined => sources.get(holder)?.get(key);

/** A number that may be written in another way: over 15 digits, many or last zeros in a fraction, an exponent. */
const MAY_LOSE = /\d[\d.]{15}|\.0{6}|\.\d*0\b|\d[eE]/;

/**
 * From JSON; where numbers may lose something, their sources are kept (ECMA-262, JSON.parse: the reviver's context).
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  try {
    return MAY_LOSE.test(text) ? parseWithSources(text) : JSON.parse(text);
  } catch (error) {
    // JSON.parse itself goes as deep as it is sent; with a reviver, it does not.
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

function parseWithSources(text: string): unknown {
  return JSON.parse(text, function keep(this: object, key: string, value: unknown, ...[context]: unknown[]) {
    if (typeof value === 'number' && hasSource(context) && context.source !== String(value)) {
      const known = sources.get(this) ?? new Map<string, string>();
      sources.set(this, known.set(key, context.source));
    }
    return value;
  });
}
const hasSource = (context: unknown): context is { readonly source: string } =>
  typeof context === 'object' &&
  context !== null &&
  'source' in context &&
  typeof context.source === 'string';

/** What matters to a string in JSON: escapes, quotes, and what must be escaped but is not. */
const PARTS = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})|["\\\p{Cc}]/gu;

/** Puts something in the place of all in strings that must be escaped but is not: a log in a shell's `"$LOG"`. */
function replaceUnescaped(text: string, replacement: (character: string) => string): string {
  let isInString = false;
  return text.replace(PARTS, (part) => {
    if (part === '"') isInString = !isInString;
    return isInString && part.length === 1 && part !== '"' ? replacement(part) : part;
  });
}

/** JSON whose strings may hold control characters, and backslashes that escape nothing, with these escaped. */
export const escapeUnescaped = (text: string): string =>
  replaceUnescaped(text, (character) => JSON.stringify(character).slice(1, -1));

/**
 * Where a text that is no JSON goes wrong, for a person.
 * @param mayBeUnescaped whether `escapeUnescaped` was tried on it: then it goes wrong elsewhere
 */
export function faultIn(text: string, mayBeUnescaped: boolean): string {
  const at = offsetOfFault(mayBeUnescaped ? replaceUnescaped(text, () => ' ') : text);
  const before = text.slice(0, at);
  const place = `line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`;
  return at === text.length ? `it ends too early, at ${place}` : `it goes wrong at ${place}`;
}

/** The length of the longest beginning that JSON could have. */
function offsetOfFault(text: string): number {
  const told = offsetTold(text);
  if (told !== undefined) return told;
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (offsetTold(text.slice(0, middle)) === middle) good = middle;
    else bad = middle;
  }
  return good;
}

/** The same as V8 tells it: not of an unexpected token. */
function offsetTold(text: string): number | undefined {
  try {
    JSON.parse(text);
    return text.length;
  } catch (error) {
    const message = String(error);
    if (message.endsWith('Unexpected end of JSON input')) return text.length;
    const [, offset] = / in JSON at position (\d+)/.exec(message) ?? [];
    return offset === undefined ? undefined : Number(offset);
  }
}
