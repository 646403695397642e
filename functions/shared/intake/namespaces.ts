import * as z from 'zod/mini';
import { namespaceSchema } from '../issue/scope.ts';

/** Maps projects to a namespace: `pattern` is `<owner>/<name>`, in which `*` matches any characters, in any case. */
export interface NamespaceRule {
  readonly pattern: string;
  readonly namespace: string;
}

/** The option `kite:namespaces`: `acme/shop-*=team-shop,acme/*=team-alpha`. */
export const namespaceRulesSchema = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text) => text.split(',').map((rule) => rule.trim())),
  ),
  z.array(
    z
      .pipe(
        z
          .string()
          .check(
            z.regex(
              /^[^=\s]+=[^=\s]+$/,
              'must be <owner>/<name>=<namespace>, more than one with commas in between',
            ),
          ),
        z.transform((rule): NamespaceRule => {
          const at = rule.indexOf('=');
          return { pattern: rule.slice(0, at), namespace: rule.slice(at + 1) };
        }),
      )
      .check(z.refine((rule) => namespaceSchema.safeParse(rule.namespace).success, 'must name a namespace')),
  ),
);

/** A pattern in small letters, split at its `*`. */
type Parts = readonly string[];

/**
 * Whether a text is these parts in this order, with anything between them. Each part is taken where it comes first, so
 * nothing is tried twice: a regular expression takes seconds for a hostile name.
 */
function matches([first = '', ...rest]: Parts, text: string): boolean {
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let end = first.length;
  for (const part of rest) {
    const start = text.indexOf(part, end);
    if (start < 0) return false;
    end = start + part.length;
  }
  return end + last.length <= text.length;
}

/** A sender's project. */
export interface Project {
  readonly owner: string;
  /** `<owner>/<name>`. */
  readonly project: string;
}

/** Gives a project the namespace of the first rule that matches it, else its owner. */
export function namespaceResolver(rules: readonly NamespaceRule[]): (project: Project) => string {
  const split = rules.map(({ pattern, namespace }) => ({
    parts: pattern.toLowerCase().split('*'),
    namespace,
  }));
  return ({ owner, project }) => {
    const name = project.toLowerCase();
    return split.find(({ parts }) => matches(parts, name))?.namespace ?? owner;
  };
}
