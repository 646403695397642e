import { sourceOf } from '../http/json.ts';

declare global {
  interface JSON {
    /** https://tc39.es/proposal-json-parse-with-source/; not in TypeScript's library yet. */
    rawJSON(text: string): unknown;
  }
}

/** JSON of a value, numbers as they stood; nothing of one that is nested too deeply, which a hostile body can be. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value, function keep(this: object, key: string, field: unknown) {
      const source = sourceOf(this, key);
      return source === undefined ? field : JSON.rawJSON(source);
    });
  } catch {
    return '(nested too deeply)';
  }
}

/** A field that is no list as a text; undefined when it has no value. */
function plainText(holder: object, key: string): string | undefined {
  const value: unknown = Reflect.get(holder, key);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? toJson(value) : (sourceOf(holder, key) ?? String(value));
}

/** A list's elements as texts, without those that have no value. */
export const textsOf = (list: readonly unknown[]): string[] =>
  list.flatMap((_, index) => plainText(list, String(index)) ?? []);

/**
 * A field as a text: a number or boolean as it stood in the JSON, a list's elements as lines, an object as its JSON.
 * @returns undefined when it has no value
 */
export function textOf(holder: object, key: string): string | undefined {
  const value: unknown = Reflect.get(holder, key);
  return Array.isArray(value) ? textsOf(value).join('\n') : plainText(holder, key);
}
