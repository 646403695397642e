import * as z from 'zod/mini';
import {
  issueListSchema,
  namespaceListSchema,
  scopeGroupSchema,
  scopeListSchema,
} from '../functions/shared/answers/lists.ts';
import { anyProblemSchema, problemSchema, warningsSchema } from '../functions/shared/answers/problem.ts';
import {
  batchAnswerSchema,
  failureAnswerSchema,
  ignoredAnswerSchema,
  successAnswerSchema,
} from '../functions/shared/answers/reports.ts';
import { meSchema, senderListSchema } from '../functions/shared/answers/system.ts';
import { tokenInfoSchema } from '../functions/shared/answers/tokens.ts';
import { issueSchema, relatedIssueSchema } from '../functions/shared/issue/answer.ts';

/** Schemas that stand in the document once, by the name that clients know their types by. */
const COMPONENTS = {
  Issue: issueSchema,
  RelatedIssue: relatedIssueSchema,
  IssueList: issueListSchema,
  ScopeGroup: scopeGroupSchema,
  ScopeList: scopeListSchema,
  NamespaceList: namespaceListSchema,
  SenderList: senderListSchema,
  Me: meSchema,
  Token: tokenInfoSchema,
  FailureAnswer: failureAnswerSchema,
  SuccessAnswer: successAnswerSchema,
  IgnoredAnswer: ignoredAnswerSchema,
  BatchAnswer: batchAnswerSchema,
  Problem: problemSchema,
  AnyProblem: anyProblemSchema,
  Warnings: warningsSchema,
};

/** Names them where JSON Schemas are made. */
export function nameComponents(): void {
  for (const [id, schema] of Object.entries(COMPONENTS)) {
    z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });
  }
}
