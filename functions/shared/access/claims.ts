import * as z from 'zod';
import { type Grant, MAX_NAMESPACES, namespacePattern, role } from './grant.ts';

/** What a verified JWT says. */
export type Claims = Readonly<Record<string, unknown>>;

const PLACEHOLDER = /\{([^{}]+)\}/g;

/** Where a rule holds: a namespace or pattern, in which one `{claim}` may stand. */
const template = z
  .string()
  .max(500)
  .refine((text) => (text.match(PLACEHOLDER)?.length ?? 0) <= 1, 'may have one {claim}')
  .refine(
    (text) => namespacePattern.safeParse(text.replace(PLACEHOLDER, 'name')).success,
    'must be a namespace, with one * at most, at its end',
  );

/**
 * Which role the bearers of certain claims have, and where. A claim within another is named by its path
 * (`kubernetes.io.namespace`); of a list, one element is enough.
 */
export const rule = z.strictObject({
  /** What must be so, all of it: a value, or with a trailing `*` what it begins with. Default: nothing. */
  when: z.record(z.string().min(1).max(200), z.string().min(1).max(500)).default({}),
  /** `team-alpha`, `team-*`, `{repository_owner}`, `{namespace_path}/*`. */
  namespaces: z.array(template).min(1).max(20),
  role,
});
export type Rule = z.infer<typeof rule>;

/**
 * The grants that rules give to the bearer of claims: those of every rule that fits. A claim's value is taken
 * as a name, never as a pattern; one with a `*` in it gives nothing. Of a list that `when` speaks of, only what fits
 * there counts.
 */
export function grantsBy(rules: readonly Rule[], claims: Claims): Grant[] {
  return rules
    .filter(({ when }) =>
      Object.entries(when).every(([path, wanted]) =>
        textsAt(claims, path).some((text) => fits(wanted, text)),
      ),
    )
    .map(({ role, namespaces, when }) => ({
      role,
      namespaces: namespaces.flatMap((one) => expand(one, when, claims)).slice(0, MAX_NAMESPACES),
    }))
    .filter(({ namespaces }) => namespaces.length > 0);
}

const fits = (wanted: string, text: string) =>
  wanted.endsWith('*') ? text.startsWith(wanted.slice(0, -1)) : text === wanted;

function expand(template: string, when: Rule['when'], claims: Claims): string[] {
  const path = template.match(PLACEHOLDER)?.[0].slice(1, -1);
  if (path === undefined) return [template];
  const wanted = when[path] ?? '*';
  return textsAt(claims, path)
    .filter((text) => text !== '' && !text.includes('*') && fits(wanted, text))
    .map((text) => template.replace(PLACEHOLDER, () => text))
    .filter((namespace) => namespacePattern.safeParse(namespace).success);
}

const nested = z.record(z.string(), z.unknown());

/** The texts that a claim is or lists; numbers and booleans as JSON has them. */
function textsAt(claims: Claims, path: string): string[] {
  const value = valueAt(claims, path);
  return (Array.isArray(value) ? value : [value])
    .filter((one) => ['string', 'number', 'boolean'].includes(typeof one))
    .map(String);
}

/** A claim's own name may have dots in it (`kubernetes.io`), so the longest name that is there counts. */
function valueAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot);
    const inner = Object.hasOwn(claims, name) ? nested.safeParse(claims[name]).data : undefined;
    if (inner !== undefined) return valueAt(inner, path.slice(dot + 1));
  }
  return undefined;
}
