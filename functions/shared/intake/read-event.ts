import type * as z from 'zod/mini';
import { parse, toBadRequest } from '../http/validate.ts';
import { isLeftOut } from '../issue/text.ts';
import { textOf } from './as-text.ts';
import { type Mending, NOT_UTF_8, severityOf } from './mend.ts';
import type { SenderRequest } from './sender.ts';

/**
 * Reads a sender's event by its schema. Fields that the schema can do without cost no report: what is no text where
 * one belongs becomes one, anything else that does not fit is left out, alone or with what holds it, and the mending
 * says so. Texts that are no UTF-8 stay, for `toReport` to mend. Changes the body, which may be too deep to be copied.
 * @param identity the paths of optional fields of which the resource's name or namespace is made: they must be right
 * @throws HttpError 400 naming every field that the schema cannot do without
 */
export function readEvent<T>(
  schema: z.ZodMiniType<T>,
  { body, mending }: Pick<SenderRequest, 'body' | 'mending'>,
  identity?: RegExp,
): T {
  const mend = (faults: readonly z.core.$ZodIssue[]) => mendFaults(schema, body, mending, faults, identity);
  const first = parse(schema, body);
  const event = first.success ? first.data : mend(first.error.issues);
  const broken = new Set(Array.from(brokenTexts(event), nameOf));
  if (broken.size === 0) return event;
  const inBody = Array.from(brokenTexts(body)).filter((path) => broken.has(nameOf(path)));
  return mend(inBody.map((path) => ({ code: 'custom', path, message: 'must be valid UTF-8' })));
}

/** A field's name, with what holds it: an event may begin further down than its body. */
const nameOf = (path: readonly PropertyKey[]) => path.slice(-2).join('.');

function mendFaults<T>(
  schema: z.ZodMiniType<T>,
  body: unknown,
  mending: Mending,
  found: readonly z.core.$ZodIssue[],
  identity: RegExp | undefined,
): T {
  const wrong = found.filter(({ path }) => identity?.test(path.join('.')) && !isLeftOut(valueAt(body, path)));
  if (wrong.length > 0) throw toBadRequest(wrong);
  const faults = found
    .filter(({ path }) => path.length > 0)
    .map((fault) => ({ ...fault, ...substitute(fault, body) }));
  const { result: without, undo } = leaveOut(schema, body, faults);
  if (!without.success) {
    const required = new Set(without.error.issues.map(({ path }) => path.join('.')));
    const refused = found.filter(({ path }) => required.has(path.join('.')));
    throw toBadRequest(refused.length > 0 ? refused : found);
  }
  undo();
  for (const { path, text } of faults) if (text !== undefined) replace(body, path, text);
  const hopeless = faults.filter(({ text }) => text === undefined);
  const { result: mended } = leaveOut(schema, body, hopeless);
  if (!mended.success) leaveOut(schema, body, faults);
  for (const { path, message, text, note } of faults) {
    const isKept = mended.success && text !== undefined && valueAt(body, path) === text;
    mending.warn(path.join('.'), isKept ? note : `${message}; it was left out`);
  }
  return mended.success ? mended.data : without.data;
}

/** How deep `brokenTexts` looks: deeper than any schema. */
const MAX_DEPTH = 12;

/** The paths of texts that hold bytes that were no UTF-8 (http/body.ts), or half a surrogate pair. */
function* brokenTexts(value: unknown, path: readonly string[] = []): Generator<string[]> {
  if (!isObject(value) || path.length === MAX_DEPTH) return;
  for (const [key, field] of Object.entries(value)) {
    if (isObject(field)) yield* brokenTexts(field, [...path, key]);
    else if (typeof field === 'string' && !field.isWellFormed()) yield [...path, key];
  }
}

/**
 * Leaves out what does not fit; then what holds it, as long as the schema still misses something in there. `undo` puts
 * all of it back.
 */
function leaveOut<T>(schema: z.ZodMiniType<T>, body: unknown, faults: readonly z.core.$ZodIssue[]) {
  const undos: (() => void)[] = [];
  const remove = (path: readonly PropertyKey[]) => undos.push(replace(body, path, undefined));
  const undo = () => {
    for (const one of undos.reverse()) one();
  };
  for (const { path } of faults) remove(path);
  let result = parse(schema, body);
  const depth = faults.reduce((deepest, { path }) => Math.max(deepest, path.length), 0);
  for (let up = 1; up < depth && !result.success; up++) {
    for (const { path } of result.error.issues) remove(path.slice(0, -1));
    const next = parse(schema, body);
    // What the schema cannot do without is named by its own path, not by that of what holds it.
    if (!next.success && next.error.issues.some(({ path }) => path.length < 2)) break;
    result = next;
  }
  return { result, undo };
}

/** What can be made of a value that does not fit, and what to say of it; no text when nothing can. */
function substitute(
  fault: z.core.$ZodIssue,
  body: unknown,
): { readonly text?: string | undefined; readonly note: string } {
  const { code, path } = fault;
  const value = valueAt(body, path);
  const holder = valueAt(body, path.slice(0, -1));
  if (typeof value === 'string') {
    if (code === 'custom') return { text: value, note: NOT_UTF_8 };
    const text = code === 'invalid_value' ? severityOf(value) : undefined;
    return { text, note: `was taken as ${text}` };
  }
  const isTextWanted = code === 'invalid_type' && fault.expected === 'string';
  if (isLeftOut(value) || !isObject(holder) || !isTextWanted) return { note: '' };
  const text = textOf(holder, String(path.at(-1)));
  return { text, note: isObject(value) ? 'was taken as a text' : `was taken as ${text}` };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((node, key) => (isObject(node) ? Reflect.get(node, key) : undefined), root);

/** Replaces a field, or leaves it out. @returns what undoes it */
function replace(root: unknown, path: readonly PropertyKey[], value: string | undefined): () => void {
  const key = path.at(-1);
  const holder = valueAt(root, path.slice(0, -1));
  if (key === undefined || !isObject(holder) || !Object.hasOwn(holder, key)) return () => {};
  const before: unknown = Reflect.get(holder, key);
  if (value === undefined && !Array.isArray(holder)) Reflect.deleteProperty(holder, key);
  else Reflect.set(holder, key, value);
  return () => Reflect.set(holder, key, before);
}
