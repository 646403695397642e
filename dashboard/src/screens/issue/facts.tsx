import type { Issue } from '../../data/issues.ts';
import { Ago } from '../../parts/ago.tsx';
import { CopyButton } from '../../parts/copy.tsx';
import { plural } from '../../parts/plural.ts';

/** What is known of an issue, in two columns. */
export function Facts({ issue }: { readonly issue: Issue }) {
  const { state, issueType, brokenSince, createdAt, lastFailureAt, resolvedAt, detectedAt } = issue;
  const hasComeBack = createdAt < detectedAt;
  return (
    <dl class="facts-list">
      {state === 'ACTIVE' ? (
        <Fact name="Broken for">
          <Ago at={brokenSince} isPast={false} />
          {hasComeBack && ', this time'}
        </Fact>
      ) : (
        resolvedAt && (
          <Fact name="Resolved">
            <Ago at={resolvedAt} />
          </Fact>
        )
      )}
      <Fact name="First seen">
        <Ago at={createdAt < brokenSince ? createdAt : brokenSince} />
        {hasComeBack && '; it was resolved, and came back'}
      </Fact>
      <Fact name="Last seen">
        <Ago at={lastFailureAt} />
      </Fact>
      <Fact name="Reported">{plural(issue.occurrences, 'time')}</Fact>
      <Fact name="Type">{issueType}</Fact>
      <Fact name="Made by">{issue.createdBy ?? 'not known'}</Fact>
      <Fact name="Last changed">
        <Ago at={issue.updatedAt} />
        {issue.changedBy && ` by ${issue.changedBy}`}
      </Fact>
      <Fact name="Id">
        <code>{issue.id}</code> <CopyButton text={issue.id} label="the id" />
      </Fact>
    </dl>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
