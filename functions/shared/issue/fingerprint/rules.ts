import type { Rule } from './rule.ts';
import { rule1 } from './rule-1.ts';
import { rule2 } from './rule-2.ts';

/** The rule by which new issues are stored. */
export const CURRENT_RULE: Rule = rule2;

/** Rules of earlier releases, newest first. One stays as long as issues may be ACTIVE that were stored by it. */
export const EARLIER_RULES: readonly Rule[] = [rule1];

/** The current rule, and the earlier ones by which ACTIVE issues are looked for, newest first. */
export type Rules = readonly [current: Rule, ...earlier: readonly Rule[]];

/** The rules of a deployment that keeps the earlier ones of these versions. */
export const rulesKeeping = (versions: readonly number[]): Rules => [
  CURRENT_RULE,
  ...EARLIER_RULES.filter(({ version }) => versions.includes(version)),
];
