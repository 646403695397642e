import * as z from 'zod/mini';
import { english } from '../http/messages.ts';
import { toBadRequest } from '../http/validate.ts';
import { severityOf } from './mend.ts';
import type { SenderRequest } from './sender.ts';

const PARSING = { error: english, jitless: true };

/**
 * Reads a sender's event by its schema. Fields that the schema can do without cost no report: a number or boolean
 * where a text belongs becomes one, anything else that does not fit is left out, and the mending says so.
 * @throws HttpError 400 naming every field that the schema cannot do without
 */
export function readEvent<T>(
  schema: z.ZodMiniType<T>,
  { body, mending }: Pick<SenderRequest, 'body' | 'mending'>,
): T {
  const first = z.safeParse(schema, body, PARSING);
  if (first.success) return first.data;
  const faults = first.error.issues.filter(({ path }) => path.length > 0);
  const without = structuredClone(body);
  for (const { path } of faults) replace(without, path, undefined);
  const second = z.safeParse(schema, without, PARSING);
  if (!second.success) {
    const required = new Set(second.error.issues.map(({ path }) => path.join('.')));
    const refused = first.error.issues.filter(({ path }) => required.has(path.join('.')));
    throw toBadRequest(refused.length > 0 ? refused : first.error.issues);
  }
  const mended = structuredClone(without);
  for (const fault of faults) replace(mended, fault.path, textOf(fault, valueAt(body, fault.path)));
  const third = z.safeParse(schema, mended, PARSING);
  for (const { path, message } of faults) {
    const isKept = third.success && valueAt(mended, path) !== undefined;
    mending.warnings.push({
      path: path.join('.'),
      message: isKept ? `was taken as ${valueAt(mended, path)}` : `${message}; it was left out`,
    });
  }
  return third.success ? third.data : second.data;
}

/** What can be made of a value that does not fit; undefined when nothing can. */
function textOf({ code }: z.core.$ZodIssue, value: unknown): string | undefined {
  if (code === 'invalid_value') return typeof value === 'string' ? severityOf(value) : undefined;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
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
