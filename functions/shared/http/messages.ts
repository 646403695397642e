import type * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

const { localeError } = en();

/** What is wrong with a field, phrased to follow the field's name. */
export const english: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be of type ${issue.expected}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is required' : `must be one of ${issue.values.join(', ')}`;
    default:
      return localeError(issue);
  }
};
