import * as z from 'zod';
import { namespace } from '../issue/scope.ts';

/** Which projects belong to a namespace: `pattern` is `<owner>/<name>`, in which `*` is any characters. */
export interface NamespaceRule {
  readonly pattern: string;
  readonly namespace: string;
}

/** Rules as they stand in the option `kite:namespaces`: `acme/shop-*=team-shop,acme/*=team-alpha`. */
export const namespaceRules = z
  .string()
  .transform((text) => text.split(',').map((rule) => rule.trim()))
  .pipe(
    z.array(
      z
        .string()
        .regex(
          /^[^=\s]+=[^=\s]+$/,
          'must be <owner>/<name>=<namespace>, more than one with commas in between',
        )
        .transform((rule): NamespaceRule => {
          const at = rule.indexOf('=');
          return { pattern: rule.slice(0, at), namespace: rule.slice(at + 1) };
        })
        .refine((rule) => namespace.safeParse(rule.namespace).success, 'must name a namespace'),
    ),
  );

const toRegExp = (pattern: string) =>
  new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`, 'is');

/** What a sender's project is called, `<owner>/<name>`, and its owner. */
export interface Project {
  readonly owner: string;
  readonly project: string;
}

/** The namespace of a sender's project: that of the first rule which fits, else its owner. */
export function namespaceResolver(rules: readonly NamespaceRule[]): (of: Project) => string {
  const compiled = rules.map(({ pattern, namespace }) => ({ fits: toRegExp(pattern), namespace }));
  return ({ owner, project }) => compiled.find(({ fits }) => fits.test(project))?.namespace ?? owner;
}
