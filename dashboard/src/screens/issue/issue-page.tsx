import { Link, useLocation } from 'wouter-preact';
import { click, useKeys } from '../../parts/keys.ts';
import { issuePath, paths } from '../../paths.ts';
import { IssueView } from './issue-view.tsx';

/** `/dashboard/issues/:id`: an issue alone. */
export function IssuePage({ params: { id } }: { readonly params: { readonly id: string } }) {
  const [, go] = useLocation();
  useKeys({
    r: () => click('[data-action=resolve]'),
    e: () => click('[data-action=edit]'),
    l: () => click('[data-log]'),
  });
  return (
    <div class="page issue-page">
      <p>
        <Link href={paths.now}>← Now</Link>
      </p>
      <IssueView key={id} id={id} href={issuePath} close={() => go(paths.now)} />
    </div>
  );
}
