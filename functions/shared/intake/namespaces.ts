import * as z from 'zod/mini';
import { namespaceSchema } from '../issue/scope.ts';

/** Maps projects to a namespace: `pattern` is `<owner>/<name>`, in which `*` matches any characters. */
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

const toRegExp = (pattern: string) =>
  new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`, 'is');

/** A sender's project. */
export interface Project {
  readonly owner: string;
  /** `<owner>/<name>`. */
  readonly project: string;
}

/** Gives a project the namespace of the first rule that matches it, else its owner. */
export function namespaceResolver(rules: readonly NamespaceRule[]): (project: Project) => string {
  const compiled = rules.map(({ pattern, namespace }) => ({ matcher: toRegExp(pattern), namespace }));
  return ({ owner, project }) => compiled.find(({ matcher }) => matcher.test(project))?.namespace ?? owner;
}
