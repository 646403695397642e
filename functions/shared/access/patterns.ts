import * as z from 'zod/mini';
import { MAX_NAME } from '../issue/scope.ts';
import { text } from '../issue/text.ts';

/** One namespace by name, or all that begin alike: `team-alpha`, `team-*`, `*`. */
export const namespacePatternSchema = text(
  MAX_NAME,
  z.refine((pattern) => /^[^*]*\*?$/.test(pattern), 'may have one *, at its end'),
);
export const MAX_NAMESPACES = 50;
export const namespacePatternsSchema = z
  .array(namespacePatternSchema)
  .check(
    z.minLength(1, 'must name a namespace'),
    z.maxLength(MAX_NAMESPACES, `must be at most ${MAX_NAMESPACES} namespaces`),
  );
