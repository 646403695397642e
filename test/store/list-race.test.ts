import { expect, test } from '@jest/globals';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listIssues } from '../../functions/shared/store/list.ts';
import { listQuerySchema } from '../../functions/shared/store/list-query.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
import { aFailure, atPresent, countedTable } from '../support/table.ts';

test.each(['', 'conflict'])(
  'an issue whose state changes between the queries of a list is listed once (search: %j)',
  async (search) => {
    const failure = aFailure();
    const { table } = countedTable();
    const { issue } = await reportFailure(table, failure, atPresent());
    const { table: slow } = countedTable();
    let queries = 0;
    slow.db.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          // The second looks for those that are RESOLVED; by now the first has found it ACTIVE.
          if (commandName === 'QueryCommand' && ++queries === 2) {
            await new Promise((done) => setTimeout(done, 300));
            await resolveScope(table, failure.scope, failure.namespace, atPresent());
          }
          return next(args);
        },
      { step: 'initialize', name: 'interrupt' },
    );
    const query = listQuerySchema.parse({ namespace: failure.namespace, ...(search && { search }) });
    const { data } = await listIssues(slow, query);
    expect(data).toMatchObject([{ id: issue.id, state: 'RESOLVED' }]);
  },
);
