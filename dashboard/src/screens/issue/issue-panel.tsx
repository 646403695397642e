import { useFocus } from '../../parts/use-focus.ts';
import { IssueView } from './issue-view.tsx';

interface Props {
  readonly id: string;
  readonly href: (issue: string) => string;
  readonly close: () => void;
}

/** An issue beside the list; instead of it, where there is no room. */
export function IssuePanel({ id, href, close }: Props) {
  // Whoever opened it reads on in it. Moving on to another issue by keys leaves the focus in the list.
  const panel = useFocus<HTMLElement>();
  return (
    <aside class="panel" aria-label="Issue" ref={panel} tabIndex={-1}>
      <button type="button" class="button quiet close" onClick={close}>
        <span aria-hidden="true">←</span> List
      </button>
      <IssueView key={id} id={id} href={href} close={close} />
    </aside>
  );
}
