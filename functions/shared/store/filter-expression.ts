import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { FilterQuery } from '../issue/filter-query.ts';
import { FILTER_FIELDS } from '../issue/filters.ts';
import { encodePart } from '../issue/scope.ts';

/** The filters in DynamoDB's words, for a query of `byNamespace`; without any, there is no expression. */
export function filterExpression(
  query: FilterQuery,
): Pick<QueryCommandInput, 'FilterExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'> {
  const values: Record<string, string> = {};
  const placeholder = (value: string) => {
    const name = `:filter${Object.keys(values).length}`;
    values[name] = value;
    return name;
  };
  const conditions = FILTER_FIELDS.flatMap((field) => {
    const wanted: readonly string[] | undefined = query[field];
    return wanted === undefined ? [] : [`#filter.${field} IN (${wanted.map(placeholder).join(', ')})`];
  });
  const isByMap = conditions.length > 0;
  if (query.resourceNamespace !== undefined) {
    // A scope's key has three parts, and no part has a `#`: between two, there is the one in the middle.
    const parts = query.resourceNamespace.map(
      (name) => `contains(PK, ${placeholder(`#${encodePart(name)}#`)})`,
    );
    conditions.push(`(${parts.join(' OR ')})`);
  }
  if (conditions.length === 0) return {};
  return {
    FilterExpression: conditions.join(' AND '),
    ExpressionAttributeValues: values,
    ...(isByMap && { ExpressionAttributeNames: { '#filter': 'filter' } }),
  };
}
