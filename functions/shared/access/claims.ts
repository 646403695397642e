import * as z from 'zod/mini';
import { covers, type Grant, roleSchema } from './grant.ts';
import { MAX_NAMESPACES, namespacePatternSchema } from './patterns.ts';

/** The claims of a verified JWT. */
export type Claims = Readonly<Record<string, unknown>>;

const PLACEHOLDER = /\{([^{}]+)\}/g;

/** Where a rule holds: a namespace or pattern, in which one `{claim}` may stand. */
const templateSchema = z.string().check(
  z.maxLength(500),
  z.refine((text) => (text.match(PLACEHOLDER)?.length ?? 0) <= 1, 'may have one {claim}'),
  z.refine(
    (text) => namespacePatternSchema.safeParse(text.replace(PLACEHOLDER, 'name')).success,
    'must be a namespace, with one * at most, at its end',
  ),
);

/**
 * Gives a role, in some namespaces, to tokens with certain claims. A nested claim is named by its path
 * (`kubernetes.io.namespace`); of a list, one element is enough.
 */
export const ruleSchema = z.strictObject({
  /** Required claims: a value, or a prefix with a trailing `*`. @default - none */
  when: z._default(
    z.record(
      z.string().check(z.minLength(1), z.maxLength(200)),
      z.string().check(z.minLength(1), z.maxLength(500)),
    ),
    {},
  ),
  /** `team-alpha`, `team-*`, `{repository_owner}`, `{namespace_path}/*`. */
  namespaces: z.array(templateSchema).check(z.minLength(1), z.maxLength(20)),
  role: roleSchema,
});
export type Rule = z.infer<typeof ruleSchema>;

/**
 * The grants of a token with these claims: those of every rule that matches. A claim's value is a name, never
 * a pattern; one with a `*` in it grants nothing. Of a list that `when` names, only the matching elements count.
 */
export function grantsBy(rules: readonly Rule[], claims: Claims): Grant[] {
  return rules
    .filter(({ when }) =>
      Object.entries(when).every(([path, wanted]) =>
        textsAt(claims, path).some((text) => covers(wanted, text)),
      ),
    )
    .map(({ role, namespaces, when }) => ({
      role,
      namespaces: namespaces.flatMap((template) => expand(template, when, claims)).slice(0, MAX_NAMESPACES),
    }))
    .filter(({ namespaces }) => namespaces.length > 0);
}

function expand(template: string, when: Rule['when'], claims: Claims): string[] {
  const path = template.match(PLACEHOLDER)?.[0].slice(1, -1);
  if (path === undefined) return [template];
  const wanted = when[path] ?? '*';
  return textsAt(claims, path)
    .filter((text) => text !== '' && !text.includes('*') && covers(wanted, text))
    .map((text) => template.replace(PLACEHOLDER, () => text))
    .filter((namespace) => namespacePatternSchema.safeParse(namespace).success);
}

const nested = z.record(z.string(), z.unknown());

/** A claim's text, or the texts in its list; numbers and booleans as in JSON. */
function textsAt(claims: Claims, path: string): string[] {
  const value = valueAt(claims, path);
  return (Array.isArray(value) ? value : [value])
    .filter((element) => ['string', 'number', 'boolean'].includes(typeof element))
    .map(String);
}

/** A claim's name may have dots in it (`kubernetes.io`), so the longest name that exists counts. */
function valueAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot);
    const inner = Object.hasOwn(claims, name) ? nested.safeParse(claims[name]).data : undefined;
    if (inner !== undefined) return valueAt(inner, path.slice(dot + 1));
  }
  return undefined;
}
