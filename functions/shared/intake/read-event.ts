import * as z from 'zod/mini';
import { sourceOf } from '../http/body.ts';
import { english } from '../http/messages.ts';
import { toBadRequest } from '../http/validate.ts';
import { isLeftOut } from '../issue/text.ts';
import { severityOf } from './mend.ts';
import type { SenderRequest } from './sender.ts';

const PARSING = { error: english, jitless: true };

/**
 * Reads a sender's event by its schema. Fields that the schema can do without cost no report: a number or boolean
 * where a text belongs becomes one, anything else that does not fit is left out, alone or with what holds it, and
 * the mending says so. Changes the body, which may be too deep to be copied.
 * @param identity the paths of optional fields of which the resource's name or namespace is made: they must be right
 * @throws HttpError 400 naming every field that the schema cannot do without
 */
export function readEvent<T>(
  schema: z.ZodMiniType<T>,
  { body, mending }: Pick<SenderRequest, 'body' | 'mending'>,
  identity?: RegExp,
): T {
  const first = z.safeParse(schema, body, PARSING);
  if (first.success) return first.data;
  const wrong = first.error.issues.filter(
    ({ path }) => identity?.test(path.join('.')) && !isLeftOut(valueAt(body, path)),
  );
  if (wrong.length > 0) throw toBadRequest(wrong);
  const faults = first.error.issues
    .filter(({ path }) => path.length > 0)
    .map((fault) => ({ ...fault, text: textOf(fault, body) }));
  const without = leaveOut(schema, body, faults);
  if (!without.success) {
    const required = new Set(without.error.issues.map(({ path }) => path.join('.')));
    const refused = first.error.issues.filter(({ path }) => required.has(path.join('.')));
    throw toBadRequest(refused.length > 0 ? refused : first.error.issues);
  }
  for (const { path, text } of faults) if (text !== undefined) replace(body, path, text);
  const mended = z.safeParse(schema, body, PARSING);
  for (const { path, message, text } of faults) {
    const isKept = mended.success && text !== undefined && valueAt(body, path) === text;
    mending.warn(path.join('.'), isKept ? `was taken as ${text}` : `${message}; it was left out`);
  }
  return mended.success ? mended.data : without.data;
}

/** Leaves out what does not fit; then what holds it, as long as the schema still misses something in there. */
function leaveOut<T>(schema: z.ZodMiniType<T>, body: unknown, faults: readonly z.core.$ZodIssue[]) {
  for (const { path } of faults) replace(body, path, undefined);
  let result = z.safeParse(schema, body, PARSING);
  const depth = Math.max(0, ...faults.map(({ path }) => path.length));
  for (let up = 1; up < depth && !result.success; up++) {
    for (const { path } of result.error.issues) replace(body, path.slice(0, -1), undefined);
    const next = z.safeParse(schema, body, PARSING);
    // What the schema cannot do without is named by its own path, not by that of what holds it.
    if (!next.success && next.error.issues.some(({ path }) => path.length < 2)) return result;
    result = next;
  }
  return result;
}

/** What can be made of a value that does not fit; undefined when nothing can. */
function textOf({ code, path }: z.core.$ZodIssue, body: unknown): string | undefined {
  const value = valueAt(body, path);
  if (code === 'invalid_value') return typeof value === 'string' ? severityOf(value) : undefined;
  if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const holder = valueAt(body, path.slice(0, -1));
  return (isObject(holder) && sourceOf(holder, String(path.at(-1)))) || String(value);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((node, key) => (isObject(node) ? Reflect.get(node, key) : undefined), root);

function replace(root: unknown, path: readonly PropertyKey[], value: string | undefined): void {
  const key = path.at(-1);
  const holder = valueAt(root, path.slice(0, -1));
  if (key === undefined || !isObject(holder)) return;
  if (value === undefined && !Array.isArray(holder)) Reflect.deleteProperty(holder, key);
  else Reflect.set(holder, key, value);
}
